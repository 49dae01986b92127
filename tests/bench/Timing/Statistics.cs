namespace PartnerApi.Bench.Timing;

/// <summary>Statistics of samples and tests for their difference. Values are times in microseconds.</summary>
internal static class Statistics
{
    /// <summary>The value at the quantile <paramref name="share"/>, from 0 to 1.</summary>
    public static double Quantile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[(int)(share * (sorted.Length - 1))];
    }

    /// <summary>
    /// The rank sum test of Mann and Whitney (1947), in its normal approximation with the correction for ties: the number of standard deviations by which
    /// the rank sum of <paramref name="one"/> exceeds its expectation.
    /// </summary>
    public static double MannWhitneyZ(double[] one, double[] other)
    {
        var all = one.Select(value => (value, mine: true)).Concat(other.Select(value => (value, mine: false))).OrderBy(item => item.value).ToArray();
        double rankSum = 0, ties = 0;
        for (int start = 0, end; start < all.Length; start = end)
        {
            for (end = start + 1; end < all.Length && all[end].value == all[start].value;) end++;
            double count = end - start;
            var rank = (start + 1 + end) / 2.0;
            rankSum += rank * all[start..end].Count(item => item.mine);
            ties += count * count * count - count;
        }
        double n = one.Length, m = other.Length, total = n + m;
        var expected = n * (total + 1) / 2;
        var variance = n * m / 12 * (total + 1 - ties / (total * (total - 1)));
        return (rankSum - expected) / Math.Sqrt(variance);
    }

    /// <summary>Welch's t (1947): the difference of the means in units of its standard error. With thousands of values, it is normally distributed.</summary>
    public static double WelchT(double[] one, double[] other)
    {
        var (mean, variance) = Moments(one);
        var (otherMean, otherVariance) = Moments(other);
        return (mean - otherMean) / Math.Sqrt(variance / one.Length + otherVariance / other.Length);
    }

    private static (double Mean, double Variance) Moments(double[] values)
    {
        var mean = values.Average();
        return (mean, values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }
}
