namespace PartnerApi.Policy.Statistics;

/// <summary>
/// The generalized least-squares estimate of the full cells from noisy tables of all levels, in closed form. A table is the sum of orthogonal components, one
/// for each subset of its dimensions (as in the analysis of variance). The noise of each level has equal variance in all cells, so the levels' estimates of a
/// component are independent and are combined by their variances.
/// </summary>
/// <remarks>Reuses working memory, so it is not safe for concurrent use.</remarks>
internal sealed class FactorialLeastSquares
{
    private readonly double[][] weights;
    private readonly double[] table = new double[EnrollmentGrid.Cells];
    private readonly double[] means = new double[EnrollmentGrid.Cells];

    /// <summary>Creates the estimator for tables that are measured with a split.</summary>
    public FactorialLeastSquares(EpsilonSplit split)
    {
        weights = Weights(split);
    }

    /// <summary>For each component and level, the weight of the level's sums in the component; 0 if the level does not include it or is not measured.</summary>
    public static double[][] Weights(EpsilonSplit split)
    {
        var variances = EnrollmentAccuracy.ComponentVariances(split);
        return [.. EnrollmentGrid.Levels.Select(component => Weights(split, component, variances[(int)component]))];
    }

    /// <summary>Estimates the full cells.</summary>
    /// <param name="measured">The noisy table of each level; empty for a level without epsilon.</param>
    /// <param name="estimates">Receives the estimates, which may be negative.</param>
    public void Solve(ReadOnlySpan<long[]> measured, Span<double> estimates)
    {
        estimates.Clear();
        foreach (var component in EnrollmentGrid.Levels)
        {
            Combine(component, measured);
            Center(component);
            var indexes = EnrollmentGrid.CellsIn(component);
            double summed = GridFactors.Summed(GridDimensions.All, component);
            for (var cell = 0; cell < EnrollmentGrid.Cells; cell++) estimates[cell] += table[indexes[cell]] / summed;
        }
    }

    private static double[] Weights(EpsilonSplit split, GridDimensions component, double variance) =>
    [
        .. EnrollmentGrid.Levels.Select(level => (component & level) == component && split[level] > 0
            ? variance / (GridFactors.Summed(level, component) * new DiscreteLaplace(split[level]).Variance)
            : 0),
    ];

    // The weighted mean of the levels' tables of sums.
    private void Combine(GridDimensions component, ReadOnlySpan<long[]> measured)
    {
        table.AsSpan(0, EnrollmentGrid.CellsOf(component)).Clear();
        foreach (var level in EnrollmentGrid.Levels)
        {
            if ((component & level) != component) continue;
            var weight = weights[(int)component][(int)level];
            var indexes = GridFactors.CellsIn(level, component);
            var sums = measured[(int)level];
            for (var cell = 0; cell < sums.Length; cell++) table[indexes[cell]] += weight * sums[cell];
        }
    }

    // Subtracts the means over each dimension, which belong to smaller components.
    private void Center(GridDimensions component)
    {
        var cells = EnrollmentGrid.CellsOf(component);
        foreach (var dimension in GridFactors.Dimensions)
        {
            if (!component.HasFlag(dimension)) continue;
            var indexes = GridFactors.CellsIn(component, component & ~dimension);
            double size = EnrollmentGrid.CellsOf(dimension);
            means.AsSpan(0, cells).Clear();
            for (var cell = 0; cell < cells; cell++) means[indexes[cell]] += table[cell] / size;
            for (var cell = 0; cell < cells; cell++) table[cell] -= means[indexes[cell]];
        }
    }
}
