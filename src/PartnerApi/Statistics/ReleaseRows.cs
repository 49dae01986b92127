using PartnerApi.Core;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>A row of a release file: a cell of a level. <see cref="DataDictionary"/> describes the columns.</summary>
/// <param name="Release">The release that the row belongs to.</param>
/// <param name="Borough">The borough, or <see cref="ReleaseRows.Sum"/>.</param>
/// <param name="AgeBand">The age band, or <see cref="ReleaseRows.Sum"/>.</param>
/// <param name="Event">The event, <see cref="ReleaseRows.Sum"/>, or <see cref="ReleaseRows.InForce"/>.</param>
/// <param name="Figure">The figure.</param>
/// <param name="Measured">The true count plus noise; null if the row's table was not measured.</param>
/// <param name="EpsilonMillionths">The privacy loss of the row's table; 0 if it was not measured.</param>
internal sealed record ReleaseRow(
    Publication Release, string Borough, string AgeBand, string Event, Figure Figure, long? Measured, int EpsilonMillionths)
{
    /// <summary>The count; null if it is not published, so that nobody quotes it. The estimate and its interval remain.</summary>
    public long? PublishedCount => Figure.IsPublished ? Figure.Count : null;

    /// <summary>The standard error of the estimate, rounded to three decimals, as the estimate is.</summary>
    public double StandardError => Math.Round(Figure.Error.StandardError, 3);
}

/// <summary>The rows of releases, in the order of every file: each month has every cell of every level.</summary>
internal static class ReleaseRows
{
    /// <summary>The value of a dimension over which a cell is a sum.</summary>
    public const string Sum = "ALL";

    /// <summary>The value of the event in rows of cards in force.</summary>
    public const string InForce = "IN_FORCE";

    private static readonly IReadOnlyList<GridDimensions> WithoutEvents = [.. EnrollmentGrid.Levels.Where(level => !level.HasFlag(GridDimensions.Event))];

    /// <summary>The months of a file of all releases: that before the first one, with the cards in force at the beginning, then the released ones.</summary>
    public static IEnumerable<Month> MonthsOf(PublishedMonths all) => Month.Range(all.Opening!.Month, all.Last);

    /// <summary>The rows of a month of <see cref="MonthsOf"/>.</summary>
    public static IEnumerable<ReleaseRow> Of(PublishedMonths all, Month month) => month == all.Opening!.Month ? OfOpening(all.Opening) : OfMonth(all, month);

    private static IEnumerable<ReleaseRow> OfOpening(Publication opening)
    {
        var table = new CardsInForceTable(opening.Cards, [], []);
        return WithoutEvents.SelectMany(level => Of(opening, level, InForce, table.Of(level), opening.Content.Cards));
    }

    private static IEnumerable<ReleaseRow> OfMonth(PublishedMonths all, Month month)
    {
        var span = new MonthSpan(month, 1);
        var release = all.In(span).Single();
        var (issued, ended, inForce) = (all.Figures(span, kind: null), all.Figures(span, EnrollmentEvent.Ended), all.InForce(month));
        return
        [
            .. EnrollmentGrid.Levels.SelectMany(level => Of(release, level, Sum, issued.Of(level), release.Content.Cards)),
            .. WithoutEvents.SelectMany(level => Of(release, level, WireNames.FromMember(nameof(EnrollmentEvent.Ended)), ended.Of(level), release.Content.Ended)),
            .. WithoutEvents.SelectMany(level => Of(release, level, InForce, inForce.Of(level), measured: null)),
        ];
    }

    // The rows of a level. The event is that of a level without events.
    private static IEnumerable<ReleaseRow> Of(Publication release, GridDimensions level, string kind, Figure[] figures, ReleasedTable? measured)
    {
        var written = new bool[figures.Length];
        for (var cell = 0; cell < EnrollmentGrid.Cells; cell++)
        {
            var place = EnrollmentGrid.CellsIn(level)[cell];
            if (written[place]) continue;
            written[place] = true;
            var (borough, band, one) = EnrollmentGrid.Of(cell);
            yield return new ReleaseRow(
                release,
                level.HasFlag(GridDimensions.Borough) ? WireNames.FromMember(borough.ToString()) : Sum,
                level.HasFlag(GridDimensions.AgeBand) ? WireNames.FromMember(band.ToString()) : Sum,
                level.HasFlag(GridDimensions.Event) ? WireNames.FromMember(one.ToString()) : kind,
                figures[place],
                measured?.Measured[(int)level] is { Length: > 0 } counts ? counts[place] : null,
                measured?.EpsilonMillionths[(int)level] ?? 0);
        }
    }
}
