namespace PartnerApi.Policy.Statistics;

/// <summary>
/// Makes one table of the noisy tables of all levels: whole counts, none negative, whose sums over any dimensions are the published sums. It sees only what was
/// measured, so that it costs no privacy.
/// </summary>
/// <remarks>Keeps working memory: not safe for more than one thread.</remarks>
internal sealed class EnrollmentReconciliation(EpsilonSplit split)
{
    private readonly FactorialLeastSquares leastSquares = new(split);
    private readonly double[] estimates = new double[EnrollmentGrid.Cells];

    /// <summary>The 80 counts.</summary>
    /// <param name="measured">For each level, its noisy table.</param>
    public long[] Reconcile(ReadOnlySpan<long[]> measured)
    {
        var cells = new long[EnrollmentGrid.Cells];
        Reconcile(measured, cells);
        return cells;
    }

    /// <summary>The 80 counts, into memory that is there: from the total to the boroughs, to their age bands, to the events.</summary>
    public void Reconcile(ReadOnlySpan<long[]> measured, Span<long> cells)
    {
        leastSquares.Solve(measured, estimates);
        Span<long> boroughs = stackalloc long[EnrollmentGrid.Boroughs];
        Span<long> bands = stackalloc long[EnrollmentGrid.AgeBands];
        var total = 0.0;
        foreach (var estimate in estimates) total += estimate;
        Split(estimates, Math.Max(0, (long)Math.Round(total)), boroughs);
        const int OfBorough = EnrollmentGrid.AgeBands * EnrollmentGrid.Events;
        for (var borough = 0; borough < boroughs.Length; borough++)
        {
            Split(estimates.AsSpan(borough * OfBorough, OfBorough), boroughs[borough], bands);
            for (var band = 0; band < bands.Length; band++)
            {
                var first = (borough * OfBorough) + (band * EnrollmentGrid.Events);
                Split(estimates.AsSpan(first, EnrollmentGrid.Events), bands[band], cells.Slice(first, EnrollmentGrid.Events));
            }
        }
    }

    // Divides a sum among as many parts of the same size as there are counts to fill.
    private static void Split(ReadOnlySpan<double> cells, long sum, Span<long> counts)
    {
        Span<double> parts = stackalloc double[counts.Length];
        var size = cells.Length / counts.Length;
        for (var part = 0; part < parts.Length; part++)
        {
            parts[part] = 0;
            foreach (var cell in cells.Slice(part * size, size)) parts[part] += cell;
        }
        WholeShares.Fit(parts, sum, counts);
    }
}
