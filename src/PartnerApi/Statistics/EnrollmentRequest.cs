using System.Collections.Immutable;
using PartnerApi.Policy;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>
/// An enrollment query in canonical form. Equivalent queries have the same cells, and every cell is computed from published values only.
/// </summary>
/// <param name="ByMonth">Whether each month has its own cells; otherwise, cells are sums over the months.</param>
/// <param name="Dimensions">The dimensions of a month's table by which cells are grouped, including the event if one was requested.</param>
/// <param name="Event">The requested event; null for the sum of both.</param>
internal sealed record EnrollmentRequest(bool ByMonth, GridDimensions Dimensions, EnrollmentEvent? Event)
{
    /// <summary>The number of standard errors in a 95 % margin of error.</summary>
    public const double MarginFactor = 1.96;

    /// <summary>A count is disclosed if it is at least this many times its margin of error: in 95 of 100 cases, its error is at most 50 %.</summary>
    public const int LeastCountInMargins = 2;

    /// <summary>Creates the canonical form. The order and repetition of dimensions do not matter.</summary>
    public static EnrollmentRequest Of(IReadOnlyList<EnrollmentDimension> by, EnrollmentEvent? kind)
    {
        var dimensions = kind is null ? GridDimensions.None : GridDimensions.Event;
        if (by.Contains(EnrollmentDimension.Borough)) dimensions |= GridDimensions.Borough;
        if (by.Contains(EnrollmentDimension.AgeBand)) dimensions |= GridDimensions.AgeBand;
        return new EnrollmentRequest(by.Contains(EnrollmentDimension.Month), dimensions, kind);
    }

    /// <summary>The cells over published months, ordered by month, borough and age band.</summary>
    public List<EnrollmentCell> Answer(ImmutableArray<Publication> months)
    {
        var cells = new List<EnrollmentCell>();
        if (!ByMonth) AddCells(cells, months.AsSpan(), null);
        else
        {
            for (var index = 0; index < months.Length; index++) AddCells(cells, months.AsSpan(index, 1), months[index].Month);
        }
        return cells;
    }

    /// <summary>The number of cells over a number of months.</summary>
    public int CellCount(int months) => EnrollmentGrid.CellsOf(Dimensions & ~GridDimensions.Event) * (ByMonth ? months : 1);

    private void AddCells(List<EnrollmentCell> cells, ReadOnlySpan<Publication> months, Month? month)
    {
        var boroughs = Dimensions.HasFlag(GridDimensions.Borough) ? EnrollmentGrid.Boroughs : 1;
        var bands = Dimensions.HasFlag(GridDimensions.AgeBand) ? EnrollmentGrid.AgeBands : 1;
        for (var borough = 0; borough < boroughs; borough++)
        {
            for (var band = 0; band < bands; band++)
            {
                var place = EnrollmentGrid.Index(Dimensions, (Borough)borough, (AgeBand)band, Event ?? EnrollmentEvent.Issued);
                var (count, margin) = Sum(months, place);
                cells.Add(new EnrollmentCell(month, boroughs > 1 ? (Borough)borough : null, bands > 1 ? (AgeBand)band : null, count, margin));
            }
        }
    }

    // The margin of one month comes from its release. The errors of months are independent, so their squares add up.
    private (long Count, int Margin) Sum(ReadOnlySpan<Publication> months, int place)
    {
        var level = (int)Dimensions;
        if (months.Length == 1) return (months[0].Tables[level][place], months[0].Content.Margins[level][place]);
        var (count, variance) = (0L, 0.0);
        foreach (var month in months)
        {
            count += month.Tables[level][place];
            var error = month.Content.StandardErrors[level][place];
            variance += error * error;
        }
        return (count, (int)Math.Ceiling(MarginFactor * Math.Sqrt(variance)));
    }
}
