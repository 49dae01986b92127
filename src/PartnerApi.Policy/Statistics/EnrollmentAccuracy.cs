namespace PartnerApi.Policy.Statistics;

/// <summary>The expected accuracy of a month's counts, computed without counts.</summary>
public static class EnrollmentAccuracy
{
    /// <summary>
    /// The standard error of one cell of a level for one month, by least squares over all levels. Published counts are about as accurate or better: rounding
    /// adds a small error, and counts near 0 are more accurate because none is negative.
    /// </summary>
    public static double StandardError(EpsilonSplit split, GridDimensions level) => StandardError(ComponentVariances(split), level);

    /// <summary>The standard error of one cell of a level, from <see cref="ComponentVariances(EpsilonSplit)"/>.</summary>
    internal static double StandardError(double[] variances, GridDimensions level)
    {
        var variance = 0.0;
        foreach (var component in EnrollmentGrid.Levels)
        {
            if ((component & level) != component) continue;
            var summed = GridFactors.Summed(level, component);
            variance += variances[(int)component] * Freedom(component) / ((double)summed * summed);
        }
        return Math.Sqrt(variance);
    }

    /// <summary>
    /// For each set of dimensions, the variance of the least-squares estimate of the table of sums over that set, before centering.
    /// </summary>
    internal static double[] ComponentVariances(EpsilonSplit split) =>
        ComponentVariances([.. split.Millionths.Select(level => level == 0 ? 0 : 1 / new DiscreteLaplace(level).Variance)]);

    /// <summary>The same, from the precision of each level's noise: 1 / variance, or 0 for a level that is not measured.</summary>
    internal static double[] ComponentVariances(double[] precisions)
    {
        var variances = new double[GridFactors.Levels];
        foreach (var component in EnrollmentGrid.Levels)
        {
            var precision = 0.0;
            foreach (var level in EnrollmentGrid.Levels)
            {
                if ((component & level) == component) precision += precisions[(int)level] / GridFactors.Summed(level, component);
            }
            variances[(int)component] = 1 / precision;
        }
        return variances;
    }

    // The share of a cell's variance that remains after subtracting the mean over each dimension.
    private static double Freedom(GridDimensions component)
    {
        var share = 1.0;
        foreach (var dimension in GridFactors.Dimensions)
        {
            var size = EnrollmentGrid.CellsOf(dimension);
            if (component.HasFlag(dimension)) share *= (size - 1.0) / size;
        }
        return share;
    }
}
