namespace PartnerApi.Policy.Statistics;

/// <summary>The largest margin of a difference between two cells of a table, which holds for all of them. It is the same for all cells of equal periods.</summary>
public static class LargestMargin
{
    /// <summary>The margin for two cells with the same months that differ in one dimension of their level.</summary>
    /// <param name="level">The dimensions of the cells.</param>
    /// <param name="dimension">The dimension in which they differ.</param>
    /// <param name="periods">The splits of the months of each period; at least one period.</param>
    public static double BetweenCells(GridDimensions level, GridDimensions dimension, IEnumerable<IEnumerable<EpsilonSplit>> periods) =>
        Kinds(periods).Max(kind => EstimateError.OfDifference(level, dimension, kind.Months).Margin);

    /// <summary>The margin for two cells that differ in their period; null if there is only one period.</summary>
    /// <param name="level">The dimensions of the cells.</param>
    /// <param name="periods">The splits of the months of each period.</param>
    public static double? BetweenPeriods(GridDimensions level, IEnumerable<IEnumerable<EpsilonSplit>> periods)
    {
        // Few periods differ: the first and the last, which can be incomplete, and those during which epsilon changed.
        var kinds = Kinds(periods);
        var margins =
            from one in kinds.Index()
            from other in kinds.Index()
            where one.Index < other.Index || (one.Index == other.Index && one.Item.Periods > 1)
            select EstimateError.Of(level, MeasuredMonths.Add(one.Item.Months, other.Item.Months)).Margin;
        return margins.Cast<double?>().Max();
    }

    private static List<(IReadOnlyList<MeasuredMonths> Months, int Periods)> Kinds(IEnumerable<IEnumerable<EpsilonSplit>> periods) =>
        [.. periods.Select(MeasuredMonths.Of).GroupBy(MeasuredMonths.Key).Select(same => (same.First(), same.Count()))];
}
