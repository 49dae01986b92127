namespace PartnerApi.Policy.Statistics;

/// <summary>Makes whole counts of estimates, so that they add up to a given sum.</summary>
internal static class WholeShares
{
    /// <summary>
    /// The whole counts, none negative, that are close to the estimates and add up to the sum: the nearest point of that kind (Euclidean), then rounded by the
    /// largest remainders.
    /// </summary>
    /// <param name="estimates">The estimates; overwritten.</param>
    /// <param name="sum">What the counts add up to; not negative.</param>
    /// <param name="counts">Takes the counts.</param>
    public static void Fit(Span<double> estimates, long sum, Span<long> counts)
    {
        Project(estimates, sum);
        var left = sum;
        for (var index = 0; index < estimates.Length; index++)
        {
            counts[index] = (long)Math.Floor(estimates[index]);
            estimates[index] -= counts[index];
            left -= counts[index];
        }

        // Floating-point sums are off by a little: what is left is between 0 and the number of counts, but one rounded up too far is taken back.
        for (; left > 0; left--) Move(estimates, counts, Largest(estimates), 1);
        for (; left < 0; left++) Move(estimates, counts, LargestCount(counts), -1);
    }

    // Moves all estimates down (or up) by the same amount and sets those under 0 to 0, by the amount with which the sum comes out.
    private static void Project(Span<double> estimates, double sum)
    {
        Span<double> sorted = stackalloc double[estimates.Length];
        estimates.CopyTo(sorted);
        sorted.Sort();
        var (total, shift) = (0.0, 0.0);
        for (var taken = 1; taken <= sorted.Length; taken++)
        {
            var value = sorted[^taken];
            total += value;
            var candidate = (total - sum) / taken;
            if (value - candidate < 0) break;
            shift = candidate;
        }
        for (var index = 0; index < estimates.Length; index++) estimates[index] = Math.Max(0, estimates[index] - shift);
    }

    private static void Move(Span<double> remainders, Span<long> counts, int index, int step)
    {
        counts[index] += step;
        remainders[index] -= step;
    }

    private static int Largest(ReadOnlySpan<double> remainders)
    {
        var largest = 0;
        for (var index = 1; index < remainders.Length; index++)
        {
            if (remainders[index] > remainders[largest]) largest = index;
        }
        return largest;
    }

    private static int LargestCount(ReadOnlySpan<long> counts)
    {
        var largest = 0;
        for (var index = 1; index < counts.Length; index++)
        {
            if (counts[index] > counts[largest]) largest = index;
        }
        return largest;
    }
}
