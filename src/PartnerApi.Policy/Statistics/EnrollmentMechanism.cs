namespace PartnerApi.Policy.Statistics;

/// <summary>
/// Turns a month's true counts into publishable values: each cell of each level with an epsilon is measured once, with independent noise, and the measurements
/// are made consistent. A holder counts in one cell of each level, so the privacy loss is the sum of the levels' epsilons.
/// </summary>
public static class EnrollmentMechanism
{
    /// <summary>The largest count in a cell, greater than the city's population.</summary>
    public const long MostCount = 10_000_000;

    /// <summary>Draws a month's release. Every call draws new noise and therefore costs the split's total again.</summary>
    /// <param name="cells">The 80 true counts in the order of <see cref="EnrollmentGrid"/>.</param>
    /// <param name="split">The epsilon of each level.</param>
    /// <param name="bits">The source of the noise.</param>
    /// <exception cref="ArgumentException">There are not 80 counts.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative or above <see cref="MostCount"/>.</exception>
    public static EnrollmentDraw Draw(ReadOnlySpan<long> cells, EpsilonSplit split, RandomBits bits)
    {
        var measured = Measure(cells, split, bits);
        return new() { Split = split, Measured = measured, Cells = EnrollmentReconciliation.Reconcile(Estimate(split, measured)) };
    }

    /// <summary>The unbiased least-squares estimates of the full cells, which may be negative. A sum of them is the estimate of that sum.</summary>
    /// <param name="split">The epsilon of each level.</param>
    /// <param name="measured">The noisy table of each level; empty for a level without epsilon.</param>
    public static double[] Estimate(EpsilonSplit split, ReadOnlySpan<long[]> measured)
    {
        var estimates = new double[EnrollmentGrid.Cells];
        new FactorialLeastSquares(split).Solve(measured, estimates);
        return estimates;
    }

    /// <summary>The noisy table of each level; empty for a level without epsilon.</summary>
    internal static long[][] Measure(ReadOnlySpan<long> cells, EpsilonSplit split, RandomBits bits)
    {
        if (cells.Length != EnrollmentGrid.Cells) throw new ArgumentException("A month must have 80 counts.", nameof(cells));
        foreach (var count in cells)
        {
            // Without the value, which is a true count.
            if (count is < 0 or > MostCount) throw new ArgumentOutOfRangeException(nameof(cells), "A count is negative or too large.");
        }
        var measured = new long[GridFactors.Levels][];
        foreach (var level in EnrollmentGrid.Levels) measured[(int)level] = MeasureLevel(cells, level, split, bits);
        return measured;
    }

    /// <summary>The noisy table of one level: the true sums plus a draw of noise for each, even for a sum of 0. Empty without epsilon.</summary>
    internal static long[] MeasureLevel(ReadOnlySpan<long> cells, GridDimensions level, EpsilonSplit split, RandomBits bits)
    {
        if (split[level] == 0) return [];
        var noise = new DiscreteLaplace(split[level]);
        var sums = EnrollmentGrid.Sum(cells, level);
        for (var cell = 0; cell < sums.Length; cell++) sums[cell] = checked(sums[cell] + noise.Next(bits));
        return sums;
    }
}
