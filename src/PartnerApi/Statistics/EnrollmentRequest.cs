using System.Collections.Immutable;
using PartnerApi.Policy;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>
/// A question about enrollment in its canonical form: whichever way it was written, the same question has the same cells, and each of them comes from
/// what is published and from nothing else.
/// </summary>
/// <param name="ByMonth">Whether each month has cells of its own; else they are sums over the months.</param>
/// <param name="Dimensions">The dimensions of a month's table that cells are told apart by; among them the event when one was asked for.</param>
/// <param name="Event">The event that was asked for; null for both together.</param>
internal sealed record EnrollmentRequest(bool ByMonth, GridDimensions Dimensions, EnrollmentEvent? Event)
{
    /// <summary>Standard errors in a margin of error of 95 %.</summary>
    public const double MarginFactor = 1.96;

    /// <summary>A count is told when it is at least so many times its margin of error: at most 50 % off, in 95 of 100 cases.</summary>
    public const int LeastCountInMargins = 2;

    /// <summary>The question as it was asked; in which order, and how often each dimension is named, does not matter.</summary>
    public static EnrollmentRequest Of(IReadOnlyList<EnrollmentDimension> by, EnrollmentEvent? kind)
    {
        var dimensions = kind is null ? GridDimensions.None : GridDimensions.Event;
        if (by.Contains(EnrollmentDimension.Borough)) dimensions |= GridDimensions.Borough;
        if (by.Contains(EnrollmentDimension.AgeBand)) dimensions |= GridDimensions.AgeBand;
        return new EnrollmentRequest(by.Contains(EnrollmentDimension.Month), dimensions, kind);
    }

    /// <summary>The cells over some months that are published, by month, borough and age band.</summary>
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

    /// <summary>How many cells it has over so many months.</summary>
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

    // The margin of one month is what its release says. Errors of months are independent, so their squares add up.
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
