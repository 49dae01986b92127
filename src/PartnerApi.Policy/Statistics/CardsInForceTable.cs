namespace PartnerApi.Policy.Statistics;

/// <summary>
/// The cards in force in a month, by the borough and age band that their holders had when they entered: those in force at the beginning of the statistics,
/// plus issued cards, minus ended cards. A card is in force in every month from its issue to its last valid day. All of these were released with
/// noise, so this costs no privacy. The error grows with the number of months: it is that of all the releases together. Safe for concurrent use.
/// </summary>
/// <param name="beginning">The release of the cards in force in the month before the first one.</param>
/// <param name="issued">The releases of issued and renewed cards, from the first month to this one.</param>
/// <param name="ended">The releases of ended cards, of the same months.</param>
public sealed class CardsInForceTable(ReleasedCells beginning, IReadOnlyList<ReleasedCells> issued, IReadOnlyList<ReleasedCells> ended)
{
    private readonly IReadOnlyList<MeasuredMonths> measuredIssued = MeasuredMonths.Of(issued.Select(month => month.Split));
    private readonly IReadOnlyList<MeasuredMonths> measuredOthers = MeasuredMonths.Of(ended.Select(month => month.Split).Append(beginning.Split));

    private readonly double[] estimates = Estimate(beginning, issued, ended);

    private long[]? counts;

    /// <summary>
    /// The figures of a level without events, in the order of its cells. A level is published if an even share of the city's cards is at least
    /// <see cref="FigureTable.LeastCountInMargins"/> times the margin of error. The cells' own estimates do not decide, nor do those of earlier months: they
    /// have nearly the same noise, so a figure published because of them would be wrong more often than its margin says.
    /// </summary>
    public Figure[] Of(GridDimensions level)
    {
        counts ??= EnrollmentReconciliation.Reconcile(estimates);
        var error = EstimateError.OfCardsInForce(level, GridDimensions.None, measuredIssued, measuredOthers);
        var (whole, unbiased) = (EnrollmentGrid.Sum(counts, level), EnrollmentGrid.Sum(estimates, level));
        var isPublished = FigureTable.IsAlwaysPublished(level) || unbiased.Sum() / unbiased.Length >= FigureTable.LeastCountInMargins * error.Margin;
        return [.. whole.Zip(unbiased, (count, estimate) => new Figure(count, Math.Round(estimate, 3), error, isPublished))];
    }

    /// <summary>The margin of the difference between two cells that differ in a dimension.</summary>
    public double MarginOfDifference(GridDimensions level, GridDimensions dimension) =>
        EstimateError.OfCardsInForce(level, dimension, measuredIssued, measuredOthers).Margin;

    // In the cells of the first event, so that sums over levels without events are right.
    private static double[] Estimate(ReleasedCells beginning, IReadOnlyList<ReleasedCells> issued, IReadOnlyList<ReleasedCells> ended)
    {
        var estimates = new double[EnrollmentGrid.Cells];
        for (var cell = 0; cell < estimates.Length; cell += EnrollmentGrid.Events)
        {
            estimates[cell] = Group(beginning, cell) + issued.Sum(month => month.Estimates[cell]) - ended.Sum(month => Group(month, cell));
        }
        return estimates;
    }

    // A release without events estimates each of the two as half of the sum.
    private static double Group(ReleasedCells cells, int cell) => cells.Estimates[cell] + cells.Estimates[cell + 1];
}
