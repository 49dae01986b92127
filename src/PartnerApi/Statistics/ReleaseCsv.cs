using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using PartnerApi.Core;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>
/// Releases as a file (RFC 4180, LF): every cell of every level, with its measured count and its figure. <see cref="DataDictionary"/> describes the
/// columns. A file of several months has the rows of each month's own file. Releases never change, so their rows are written once. Safe for concurrent use.
/// </summary>
internal sealed class ReleaseCsv
{
    /// <summary>The value of a dimension over which a cell is a sum.</summary>
    public const string Sum = "ALL";

    /// <summary>The value of the event in rows of cards in force.</summary>
    public const string InForce = "IN_FORCE";

    private static readonly IReadOnlyList<GridDimensions> WithoutEvents = [.. EnrollmentGrid.Levels.Where(level => !level.HasFlag(GridDimensions.Event))];

    // About 25 KB for each release.
    private readonly ConcurrentDictionary<Month, byte[]> rows = new();

    /// <summary>The names of the columns.</summary>
    public static string Header { get; } = string.Join(',', DataDictionary.Columns.Select(column => column.Name));

    private static byte[] FirstLine { get; } = Encoding.UTF8.GetBytes(Header + "\n");

    /// <summary>The file of a released month, in parts: the header, then its rows.</summary>
    public IEnumerable<byte[]> OfMonth(PublishedMonths all, Month month) => [FirstLine, RowsOf(all, month)];

    /// <summary>The file of all releases, in parts: the header, the cards in force at the beginning, then the rows of each month.</summary>
    public IEnumerable<byte[]> OfAll(PublishedMonths all) =>
        Month.Range(all.Opening!.Month, all.Last).Select(month => RowsOf(all, month)).Prepend(FirstLine);

    private byte[] RowsOf(PublishedMonths all, Month month) => rows.GetOrAdd(month, static (of, all) =>
    {
        var csv = new StringBuilder();
        if (of == all.Opening!.Month) AppendOpening(csv, all.Opening);
        else AppendMonth(csv, all, of);
        return Encoding.UTF8.GetBytes(csv.ToString());
    }, all);

    private static void AppendOpening(StringBuilder csv, Publication opening)
    {
        var table = new CardsInForceTable(opening.Cards, [], []);
        foreach (var level in WithoutEvents) Append(csv, opening, level, InForce, table.Of(level), opening.Content.Cards);
    }

    private static void AppendMonth(StringBuilder csv, PublishedMonths all, Month month)
    {
        var span = new MonthSpan(month, 1);
        var release = all.In(span).Single();
        var (issued, ended, inForce) = (all.Figures(span, kind: null), all.Figures(span, EnrollmentEvent.Ended), all.InForce(month));
        foreach (var level in EnrollmentGrid.Levels) Append(csv, release, level, Sum, issued.Of(level), release.Content.Cards);
        foreach (var level in WithoutEvents) Append(csv, release, level, WireNames.FromMember(nameof(EnrollmentEvent.Ended)), ended.Of(level), release.Content.Ended);
        foreach (var level in WithoutEvents) Append(csv, release, level, InForce, inForce.Of(level), measured: null);
    }

    // The rows of a level. The event is that of a level without events.
    private static void Append(StringBuilder csv, Publication release, GridDimensions level, string kind, Figure[] figures, ReleasedTable? measured)
    {
        var written = new bool[figures.Length];
        for (var cell = 0; cell < EnrollmentGrid.Cells; cell++)
        {
            var place = EnrollmentGrid.CellsIn(level)[cell];
            if (written[place]) continue;
            written[place] = true;
            var (borough, band, one) = EnrollmentGrid.Of(cell);
            csv.Append(CultureInfo.InvariantCulture, $"{release.Month},{release.PublishedOn:yyyy-MM-dd},");
            csv.Append(level.HasFlag(GridDimensions.Borough) ? WireNames.FromMember(borough.ToString()) : Sum).Append(',');
            csv.Append(level.HasFlag(GridDimensions.AgeBand) ? WireNames.FromMember(band.ToString()) : Sum).Append(',');
            csv.Append(level.HasFlag(GridDimensions.Event) ? WireNames.FromMember(one.ToString()) : kind).Append(',');
            AppendFigure(csv, figures[place]);
            long? drawn = measured?.Measured[(int)level] is { Length: > 0 } counts ? counts[place] : null;
            csv.Append(CultureInfo.InvariantCulture, $"{drawn},{measured?.EpsilonMillionths[(int)level] ?? 0}\n");
        }
    }

    // An unpublished figure has no count, so that nobody quotes it. Its estimate and interval remain.
    private static void AppendFigure(StringBuilder csv, Figure figure)
    {
        csv.Append(CultureInfo.InvariantCulture, $"{(figure.IsPublished ? "yes" : "no")},{(figure.IsPublished ? figure.Count : null)},{figure.Estimate:0.###},");
        csv.Append(CultureInfo.InvariantCulture, $"{figure.Margin},{figure.Low},{figure.High},{figure.Error.StandardError:0.###},");
    }
}
