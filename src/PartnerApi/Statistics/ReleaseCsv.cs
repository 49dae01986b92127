using System.Collections.Concurrent;
using System.Collections.Immutable;
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

    // About 16 KB for each release.
    private readonly ConcurrentDictionary<Month, byte[]> rows = new();

    /// <summary>The names of the columns.</summary>
    public static string Header { get; } = string.Join(',', DataDictionary.Columns.Select(column => column.Name));

    /// <summary>The file of consecutive releases, in parts: the header, then the rows of each release.</summary>
    /// <param name="all">All releases.</param>
    /// <param name="first">The index of the first release.</param>
    /// <param name="length">The number of releases.</param>
    public IEnumerable<byte[]> Of(ImmutableArray<Publication> all, int first, int length) => Enumerable.Range(first, length)
        .Select(index => rows.GetOrAdd(all[index].Month, static (_, of) => Encoding.UTF8.GetBytes(Rows(of.all, of.index)), (all, index)))
        .Prepend(Encoding.UTF8.GetBytes(Header + "\n"));

    private static string Rows(ImmutableArray<Publication> all, int index)
    {
        var csv = new StringBuilder();
        var table = Publication.Figures(all, index, 1);
        foreach (var level in EnrollmentGrid.Levels)
        {
            var figures = table.Of(level);
            var written = new bool[figures.Length];
            for (var cell = 0; cell < EnrollmentGrid.Cells; cell++)
            {
                var place = EnrollmentGrid.CellsIn(level)[cell];
                if (written[place]) continue;
                written[place] = true;
                AppendKey(csv, all[index], level, cell);
                AppendFigure(csv, all[index].Content, level, place, figures[place]);
            }
        }
        return csv.ToString();
    }

    private static void AppendKey(StringBuilder csv, Publication release, GridDimensions level, int cell)
    {
        var (borough, band, kind) = EnrollmentGrid.Of(cell);
        csv.Append(CultureInfo.InvariantCulture, $"{release.Month},{release.PublishedOn:yyyy-MM-dd},");
        csv.Append(level.HasFlag(GridDimensions.Borough) ? WireNames.FromMember(borough.ToString()) : Sum).Append(',');
        csv.Append(level.HasFlag(GridDimensions.AgeBand) ? WireNames.FromMember(band.ToString()) : Sum).Append(',');
        csv.Append(level.HasFlag(GridDimensions.Event) ? WireNames.FromMember(kind.ToString()) : Sum).Append(',');
    }

    // An unpublished figure has no count, so that nobody quotes it. Its estimate and interval remain.
    private static void AppendFigure(StringBuilder csv, ReleasedMonth content, GridDimensions level, int place, Figure figure)
    {
        csv.Append(CultureInfo.InvariantCulture, $"{(figure.IsPublished ? "yes" : "no")},{(figure.IsPublished ? figure.Count : null)},{figure.Estimate:0.###},");
        csv.Append(CultureInfo.InvariantCulture, $"{figure.Margin},{figure.Low},{figure.High},{figure.Error.StandardError:0.###},");
        var measured = content.Measured[(int)level];
        csv.Append(CultureInfo.InvariantCulture, $"{(measured.Length > 0 ? measured[place] : null)},{content.EpsilonMillionths[(int)level]}\n");
    }
}
