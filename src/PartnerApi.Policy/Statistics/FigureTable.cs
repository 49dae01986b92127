namespace PartnerApi.Policy.Statistics;

/// <summary>The full cells of a released month, in the order of <see cref="EnrollmentGrid"/>.</summary>
/// <param name="Split">The epsilon of each level.</param>
/// <param name="Estimates">The unbiased estimates.</param>
/// <param name="Counts">The published counts.</param>
public sealed record ReleasedCells(EpsilonSplit Split, double[] Estimates, long[] Counts);

/// <summary>
/// The figures of a range of released months. The estimates of the months are summed before they are rounded, because each month's rounding and clamping
/// has a bias that would add up.
/// </summary>
/// <param name="months">The months of the range.</param>
/// <param name="before">The releases before the range: <see cref="MonthsBefore"/>, or as many as there are.</param>
public sealed class FigureTable(IReadOnlyList<ReleasedCells> months, IReadOnlyList<ReleasedCells> before)
{
    /// <summary>The number of earlier releases that decide what is published.</summary>
    public const int MonthsBefore = 12;

    /// <summary>A figure is published if the expected count is at least this many times its margin of error, and the margin of the expectation.</summary>
    public const int LeastCountInMargins = 2;

    private readonly double[] estimates = Sum(months);

    private readonly IReadOnlyList<MeasuredMonths> measured = MeasuredMonths.Of(months.Select(month => month.Split));
    private readonly IReadOnlyList<MeasuredMonths> measuredBefore = MeasuredMonths.Of(before.Select(month => month.Split));

    private long[]? counts;

    /// <summary>The figures of a level, in the order of its cells.</summary>
    public Figure[] Of(GridDimensions level)
    {
        counts ??= months is [var only] ? only.Counts : EnrollmentReconciliation.Reconcile(estimates);
        var error = EstimateError.Of(level, measured);
        var (whole, unbiased, expected) = (EnrollmentGrid.Sum(counts, level), EnrollmentGrid.Sum(estimates, level), Expected(level));
        var least = LeastCountInMargins * Math.Max(error.Margin, ExpectedMargin(level));
        return [.. whole.Select((count, cell) =>
            new Figure(count, Math.Round(unbiased[cell], 3), error, IsAlwaysPublished(level) || expected[cell] >= least))];
    }

    /// <summary>The city's counts are always published.</summary>
    public static bool IsAlwaysPublished(GridDimensions level) => (level & ~GridDimensions.Event) == GridDimensions.None;

    // The expected counts, from the releases of the year before. The count itself is not used: a count that is published because its noise made it large would
    // be wrong more often than its margin says. If the range begins with the first month, all cells of a level are expected to have the same
    // share of the city's count, so either all or none of them are published.
    private double[] Expected(GridDimensions level)
    {
        var (cells, length) = before.Count == 0 ? (estimates, months.Count) : (Sum(before), before.Count);
        var expected = EnrollmentGrid.Sum(cells, level);
        if (before.Count == 0) Array.Fill(expected, expected.Sum() / expected.Length);
        return [.. expected.Select(count => count * months.Count / length)];
    }

    // The margin of the expectation. Without it, the noise of a few months would publish empty cells of a sum over many months.
    private double ExpectedMargin(GridDimensions level) =>
        before.Count == 0 ? 0 : EstimateError.Of(level, measuredBefore).Margin * months.Count / before.Count;

    private static double[] Sum(IReadOnlyList<ReleasedCells> months)
    {
        var sums = new double[EnrollmentGrid.Cells];
        foreach (var month in months)
        {
            for (var cell = 0; cell < sums.Length; cell++) sums[cell] += month.Estimates[cell];
        }
        return sums;
    }
}
