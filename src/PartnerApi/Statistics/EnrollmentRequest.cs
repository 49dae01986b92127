using System.Collections.Frozen;
using System.Collections.Immutable;
using PartnerApi.Policy;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>
/// An enrollment query in canonical form. Equivalent queries have the same cells, and every cell is computed from published values only.
/// </summary>
/// <param name="Period">The length, in months, of the periods that have their own cells: 1, 3, or 12. Null if cells are sums over the range.</param>
/// <param name="Dimensions">The dimensions of a month's table by which cells are grouped, including the event if one was requested.</param>
/// <param name="Event">The requested event; null for the sum of both.</param>
internal sealed record EnrollmentRequest(int? Period, GridDimensions Dimensions, EnrollmentEvent? Event)
{
    private static readonly FrozenDictionary<EnrollmentDimension, int> Periods = new Dictionary<EnrollmentDimension, int>
    {
        [EnrollmentDimension.Month] = 1,
        [EnrollmentDimension.Quarter] = 3,
        [EnrollmentDimension.Year] = 12,
    }.ToFrozenDictionary();

    /// <summary>Creates the canonical form. The order and repetition of dimensions do not matter, nor do periods longer than another: they add no cells.</summary>
    public static EnrollmentRequest Of(IReadOnlyList<EnrollmentDimension> by, EnrollmentEvent? kind)
    {
        var dimensions = kind is null ? GridDimensions.None : GridDimensions.Event;
        if (by.Contains(EnrollmentDimension.Borough)) dimensions |= GridDimensions.Borough;
        if (by.Contains(EnrollmentDimension.AgeBand)) dimensions |= GridDimensions.AgeBand;
        return new EnrollmentRequest(by.Where(Periods.ContainsKey).Select(one => (int?)Periods[one]).Min(), dimensions, kind);
    }

    /// <summary>The cells over released months, ordered by period, borough and age band.</summary>
    /// <param name="all">All releases.</param>
    /// <param name="first">The index of the first month.</param>
    /// <param name="length">The number of months.</param>
    public List<EnrollmentCell> Answer(ImmutableArray<Publication> all, int first, int length)
    {
        var cells = new List<EnrollmentCell>();
        foreach (var span in Spans(all[first].Month, length)) AddCells(cells, Publication.Figures(all, span.First.Index - all[0].Month.Index, span.Length), span);
        return cells;
    }

    /// <summary>The margin of the difference between two cells that differ in one dimension; null if there are no such cells.</summary>
    /// <param name="dimension">The dimension.</param>
    /// <param name="all">All releases.</param>
    /// <param name="first">The index of the first month.</param>
    /// <param name="length">The number of months.</param>
    public double? MarginOfDifference(EnrollmentDimension dimension, ImmutableArray<Publication> all, int first, int length)
    {
        var spans = Spans(all[first].Month, length).Select(span => all.Slice(span.First.Index - all[0].Month.Index, span.Length).Select(month => month.Cells.Split));
        if (Periods.TryGetValue(dimension, out var period))
            return period == Period ? LargestMargin.BetweenPeriods(Dimensions, spans) : null;
        var differing = dimension == EnrollmentDimension.Borough ? GridDimensions.Borough : GridDimensions.AgeBand;
        return Dimensions.HasFlag(differing) ? LargestMargin.BetweenCells(Dimensions, differing, spans) : null;
    }

    /// <summary>The number of cells over a range of months.</summary>
    public int CellCount(Month first, int months) => EnrollmentGrid.CellsOf(Dimensions & ~GridDimensions.Event) * Spans(first, months).Count();

    /// <summary>The number of months in the longest of a range's periods.</summary>
    public int LongestPeriod(Month first, int months) => Spans(first, months).Max(span => span.Length);

    private IEnumerable<MonthSpan> Spans(Month first, int months)
    {
        var whole = new MonthSpan(first, months);
        return Period is { } period ? MonthSpan.Divide(first, whole.Last, period) : [whole];
    }

    private void AddCells(List<EnrollmentCell> cells, FigureTable table, MonthSpan span)
    {
        var figures = table.Of(Dimensions);
        var boroughs = Dimensions.HasFlag(GridDimensions.Borough) ? EnrollmentGrid.Boroughs : 1;
        var bands = Dimensions.HasFlag(GridDimensions.AgeBand) ? EnrollmentGrid.AgeBands : 1;
        for (var borough = 0; borough < boroughs; borough++)
        {
            for (var band = 0; band < bands; band++)
            {
                var place = EnrollmentGrid.Index(Dimensions, (Borough)borough, (AgeBand)band, Event ?? EnrollmentEvent.Issued);
                cells.Add(new EnrollmentCell(span, Period == 1, boroughs > 1 ? (Borough)borough : null, bands > 1 ? (AgeBand)band : null, figures[place]));
            }
        }
    }
}
