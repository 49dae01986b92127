namespace PartnerApi.Policy.Statistics;

/// <summary>
/// Makes one table of the noisy tables of all levels: whole counts, none negative, whose sums over any dimensions are the published sums. It sees only what was
/// measured, so that it costs no privacy.
/// </summary>
/// <remarks>
/// From the large sums to the small counts, since a bias of the small ones must not reach the sums: the total, the boroughs, their age bands; then how many of
/// each were issued, again in total, by borough, by age band, never more than there are. Keeps working memory: not safe for more than one thread.
/// </remarks>
internal sealed class EnrollmentReconciliation(EpsilonSplit split)
{
    private readonly FactorialLeastSquares leastSquares = new(split);
    private readonly double[] estimates = new double[EnrollmentGrid.Cells];
    private readonly double[] parts = new double[EnrollmentGrid.Boroughs * EnrollmentGrid.AgeBands];
    private readonly TwoWayCounts all = new();
    private readonly TwoWayCounts issued = new();

    /// <summary>The 80 counts.</summary>
    /// <param name="measured">For each level, its noisy table.</param>
    public long[] Reconcile(ReadOnlySpan<long[]> measured)
    {
        var cells = new long[EnrollmentGrid.Cells];
        Reconcile(measured, cells);
        return cells;
    }

    /// <summary>The 80 counts, into memory that is there.</summary>
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
