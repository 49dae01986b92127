namespace PartnerApi.Policy.Statistics;

/// <summary>Converts estimates to integer counts with a given sum.</summary>
internal static class WholeShares
{
    /// <summary>
    /// Computes integer counts from 0 to their limits that are close to the estimates and have the given sum: the nearest such point (Euclidean), rounded by
    /// the largest remainders.
    /// </summary>
    /// <param name="estimates">The estimates; overwritten.</param>
    /// <param name="sum">The sum of the counts: from 0 to the sum of the limits.</param>
    /// <param name="limits">The limit of each count.</param>
    /// <param name="counts">Receives the counts.</param>
    public static void Fit(Span<double> estimates, long sum, ReadOnlySpan<long> limits, Span<long> counts)
    {
        Project(estimates, sum, limits);
        Span<long> available = stackalloc long[estimates.Length];
        var left = sum;
        for (var index = 0; index < estimates.Length; index++)
        {
            var whole = (long)Math.Floor(estimates[index]);
            estimates[index] -= whole;
            left -= whole;
            available[index] = limits[index] - whole;
            counts[index] = whole;
        }
        for (; left > 0; left--)
        {
            var index = LargestAvailable(estimates, available);
            counts[index]++;

            // No count is incremented twice: at most as many units remain as counts were rounded down.
            available[index] = 0;
        }
    }

    /// <summary>Computes counts without limits.</summary>
    public static void Fit(Span<double> estimates, long sum, Span<long> counts)
    {
        Span<long> limits = stackalloc long[estimates.Length];
        limits.Fill(sum);
        Fit(estimates, sum, limits, counts);
    }

    // Moves all estimates by the same amount and clamps them to their limits. The amount is chosen to obtain the sum. As a function of the amount, the sum is
    // piecewise linear and decreasing, with breakpoints where an estimate reaches a limit.
    private static void Project(Span<double> estimates, long sum, ReadOnlySpan<long> limits)
    {
        Span<double> breakpoints = stackalloc double[2 * estimates.Length];
        for (var index = 0; index < estimates.Length; index++)
            (breakpoints[2 * index], breakpoints[(2 * index) + 1]) = (estimates[index] - limits[index], estimates[index]);
        breakpoints.Sort();
        var (shift, above) = (breakpoints[0], SumAt(breakpoints[0], estimates, limits));
        foreach (var breakpoint in breakpoints[1..])
        {
            if (above <= sum) break;
            var below = SumAt(breakpoint, estimates, limits);
            shift = below >= sum ? breakpoint : shift + ((above - sum) / (above - below) * (breakpoint - shift));
            above = Math.Max(below, sum);
        }

        // Floating-point sums have small errors, up to a millionth for the largest counts. Rounding corrects a slightly small sum but not a slightly large one.
        const double Tolerance = 1e-5;
        for (var index = 0; index < estimates.Length; index++) estimates[index] = Math.Clamp(estimates[index] - shift - Tolerance, 0, limits[index]);
    }

    private static double SumAt(double shift, ReadOnlySpan<double> estimates, ReadOnlySpan<long> limits)
    {
        var sum = 0.0;
        for (var index = 0; index < estimates.Length; index++) sum += Math.Clamp(estimates[index] - shift, 0, limits[index]);
        return sum;
    }

    private static int LargestAvailable(ReadOnlySpan<double> remainders, ReadOnlySpan<long> available)
    {
        var largest = -1;
        for (var index = 0; index < remainders.Length; index++)
        {
            if (available[index] > 0 && (largest < 0 || remainders[index] > remainders[largest])) largest = index;
        }
        return largest;
    }
}
