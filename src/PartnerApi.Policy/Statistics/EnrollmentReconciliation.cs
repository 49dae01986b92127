namespace PartnerApi.Policy.Statistics;

/// <summary>
/// Combines the noisy tables of all levels into one table of nonnegative integers, whose sums over any dimensions are the published sums. It uses only measured
/// values, so it costs no privacy.
/// </summary>
/// <remarks>
/// It proceeds from large sums to small counts, so that a bias of small counts cannot reach the sums: the total, the boroughs, their age bands; then the number
/// of issued cards in the same order, limited by these counts. It reuses working memory, so it is not safe for concurrent use.
/// </remarks>
internal sealed class EnrollmentReconciliation(EpsilonSplit split)
{
    private readonly FactorialLeastSquares leastSquares = new(split);
    private readonly double[] estimates = new double[EnrollmentGrid.Cells];
    private readonly double[] parts = new double[EnrollmentGrid.Boroughs * EnrollmentGrid.AgeBands];
    private readonly TwoWayCounts all = new();
    private readonly TwoWayCounts issued = new();

    /// <summary>Computes the 80 counts.</summary>
    /// <param name="measured">The noisy table of each level.</param>
    public long[] Reconcile(ReadOnlySpan<long[]> measured)
    {
        var cells = new long[EnrollmentGrid.Cells];
        Reconcile(measured, cells);
        return cells;
    }

    /// <summary>Computes the 80 counts into existing memory.</summary>
    public void Reconcile(ReadOnlySpan<long[]> measured, Span<long> cells)
    {
        leastSquares.Solve(measured, estimates);
        for (var part = 0; part < parts.Length; part++) parts[part] = estimates[Issued(part)] + estimates[Renewed(part)];
        all.Fit(parts, limits: null);
        for (var part = 0; part < parts.Length; part++) parts[part] = estimates[Issued(part)];
        issued.Fit(parts, all);
        for (var part = 0; part < parts.Length; part++)
        {
            cells[Issued(part)] = issued.Counts[part];
            cells[Renewed(part)] = all.Counts[part] - issued.Counts[part];
        }
    }

    private static int Issued(int part) => (part * EnrollmentGrid.Events) + (int)EnrollmentEvent.Issued;

    private static int Renewed(int part) => (part * EnrollmentGrid.Events) + (int)EnrollmentEvent.Renewed;
}
