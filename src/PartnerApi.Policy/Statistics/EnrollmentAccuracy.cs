namespace PartnerApi.Policy.Statistics;

/// <summary>How exact a month's counts will be, known before there are any.</summary>
public static class EnrollmentAccuracy
{
    /// <summary>
    /// The standard error of one cell of a level for one month, by least squares over all levels. What is published is at least about as close: rounding adds a
    /// little, and counts near 0 are closer, since none is negative.
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
    /// For each set of dimensions, the variance with which the least-squares estimate knows the table of sums over that set, before it is centered.
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

    // The share of a cell's variance that is left once the mean over each dimension is taken out.
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
