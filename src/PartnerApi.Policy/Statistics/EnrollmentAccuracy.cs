namespace PartnerApi.Policy.Statistics;

/// <summary>The expected accuracy of a month's counts, computed without counts.</summary>
public static class EnrollmentAccuracy
{
    /// <summary>
    /// The standard error of one cell of a level for one month, by least squares over all levels. Published counts are about as accurate or better: rounding
    /// adds a small error, and counts near 0 are more accurate because none is negative.
    /// </summary>
    public static double StandardError(EpsilonSplit split, GridDimensions level)
    {
        var variances = ComponentVariances(split);
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
    internal static double[] ComponentVariances(EpsilonSplit split)
    {
        var precisions = new double[GridFactors.Levels];
        foreach (var level in EnrollmentGrid.Levels)
        {
            var precision = 1 / new DiscreteLaplace(split[level]).Variance;
            foreach (var component in EnrollmentGrid.Levels)
            {
                if ((component & level) == component) precisions[(int)component] += precision / GridFactors.Summed(level, component);
            }
        }
        return [.. precisions.Select(precision => 1 / precision)];
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
