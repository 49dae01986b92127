namespace PartnerApi.Policy.Statistics;

/// <summary>
/// The generalized least-squares estimate of the full cells from noisy tables of all levels, in closed form. A table is the sum of orthogonal components, one
/// for each set of dimensions within its own (as in the analysis of variance). The noise of each level is even over its cells, so that the estimates that the
/// levels give of one component are independent, and are combined by their variances.
/// </summary>
/// <remarks>Keeps working memory: not safe for more than one thread.</remarks>
internal sealed class FactorialLeastSquares
{
    // For each component and level: how much the level's sums count for the component; 0 when the level does not tell it.
    private readonly double[][] weights;
    private readonly double[] table = new double[EnrollmentGrid.Cells];
    private readonly double[] means = new double[EnrollmentGrid.Cells];

    /// <summary>For tables that are measured with this split.</summary>
    public FactorialLeastSquares(EpsilonSplit split)
    {
        var variances = EnrollmentAccuracy.ComponentVariances(split);
        weights = [.. EnrollmentGrid.Levels.Select(component => Weights(split, component, variances[(int)component]))];
    }

    /// <summary>Estimates the full cells.</summary>
    /// <param name="measured">For each level, its noisy table.</param>
    /// <param name="estimates">Takes the estimates; they may be negative.</param>
    public void Solve(ReadOnlySpan<long[]> measured, Span<double> estimates)
    {
        estimates.Clear();
        foreach (var component in EnrollmentGrid.Levels)
        {
            Combine(component, measured);
            Center(component);
            var places = EnrollmentGrid.CellsIn(component);
            double summed = GridFactors.Summed(GridDimensions.All, component);
            for (var cell = 0; cell < EnrollmentGrid.Cells; cell++) estimates[cell] += table[places[cell]] / summed;
        }
    }

    private static double[] Weights(EpsilonSplit split, GridDimensions component, double variance) =>
    [
        .. EnrollmentGrid.Levels.Select(level => (component & level) == component
            ? variance / (GridFactors.Summed(level, component) * new DiscreteLaplace(split[level]).Variance)
            : 0),
    ];

    // The weighted mean of the tables of sums that the levels give.
    private void Combine(GridDimensions component, ReadOnlySpan<long[]> measured)
    {
        table.AsSpan(0, EnrollmentGrid.CellsOf(component)).Clear();
        foreach (var level in EnrollmentGrid.Levels)
        {
            if ((component & level) != component) continue;
            var weight = weights[(int)component][(int)level];
            var places = GridFactors.CellsIn(level, component);
            var sums = measured[(int)level];
            for (var cell = 0; cell < sums.Length; cell++) table[places[cell]] += weight * sums[cell];
        }
    }

    // Takes the means over each dimension out: what smaller components tell.
    private void Center(GridDimensions component)
    {
        var cells = EnrollmentGrid.CellsOf(component);
        foreach (var dimension in GridFactors.Dimensions)
        {
            if (!component.HasFlag(dimension)) continue;
            var places = GridFactors.CellsIn(component, component & ~dimension);
            double size = EnrollmentGrid.CellsOf(dimension);
            means.AsSpan(0, cells).Clear();
            for (var cell = 0; cell < cells; cell++) means[places[cell]] += table[cell] / size;
            for (var cell = 0; cell < cells; cell++) table[cell] -= means[places[cell]];
        }
    }
}
