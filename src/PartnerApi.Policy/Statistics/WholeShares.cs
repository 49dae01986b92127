namespace PartnerApi.Policy.Statistics;

/// <summary>Makes whole counts of estimates, so that they add up to a given sum.</summary>
internal static class WholeShares
{
    /// <summary>
    /// The whole counts that are close to the estimates and add up to the sum, each from 0 to its limit: the nearest point of that kind (Euclidean), then
    /// rounded by the largest remainders.
    /// </summary>
    /// <param name="estimates">The estimates; overwritten.</param>
    /// <param name="sum">What the counts add up to: from 0 to the sum of the limits.</param>
    /// <param name="limits">The most that each count may be.</param>
    /// <param name="counts">Takes the counts.</param>
    public static void Fit(Span<double> estimates, long sum, ReadOnlySpan<long> limits, Span<long> counts)
    {
        Project(estimates, sum, limits);
        Span<long> room = stackalloc long[estimates.Length];
        var left = sum;
        for (var index = 0; index < estimates.Length; index++)
        {
            var whole = (long)Math.Floor(estimates[index]);
            estimates[index] -= whole;
            left -= whole;
            room[index] = limits[index] - whole;
            counts[index] = whole;
        }
        for (; left > 0; left--)
        {
            var index = LargestWithRoom(estimates, room);
            counts[index]++;

            // Not twice: there are never more left than counts that were cut.
            room[index] = 0;
        }
    }

    /// <summary>The same without limits.</summary>
    public static void Fit(Span<double> estimates, long sum, Span<long> counts)
    {
        Span<long> limits = stackalloc long[estimates.Length];
        limits.Fill(sum);
        Fit(estimates, sum, limits, counts);
    }

    // Moves all estimates by the same amount and cuts them to their limits; the amount is the one with which the sum comes out. As a function of the amount the
    // sum falls in straight lines between the points where an estimate meets a limit.
    private static void Project(Span<double> estimates, long sum, ReadOnlySpan<long> limits)
    {
        Span<double> bends = stackalloc double[2 * estimates.Length];
        for (var index = 0; index < estimates.Length; index++) (bends[2 * index], bends[(2 * index) + 1]) = (estimates[index] - limits[index], estimates[index]);
        bends.Sort();
        var (shift, above) = (bends[0], SumAt(bends[0], estimates, limits));
        foreach (var bend in bends[1..])
        {
            if (above <= sum) break;
            var below = SumAt(bend, estimates, limits);
            shift = below >= sum ? bend : shift + ((above - sum) / (above - below) * (bend - shift));
            above = Math.Max(below, sum);
        }

        // Floating-point sums are off by a little, at the largest counts by a millionth. A hair less is mended by the rounding; a hair more could not be.
        const double Hair = 1e-5;
        for (var index = 0; index < estimates.Length; index++) estimates[index] = Math.Clamp(estimates[index] - shift - Hair, 0, limits[index]);
    }

    private static double SumAt(double shift, ReadOnlySpan<double> estimates, ReadOnlySpan<long> limits)
    {
        var sum = 0.0;
        for (var index = 0; index < estimates.Length; index++) sum += Math.Clamp(estimates[index] - shift, 0, limits[index]);
        return sum;
    }

    private static int LargestWithRoom(ReadOnlySpan<double> remainders, ReadOnlySpan<long> room)
    {
        var largest = -1;
        for (var index = 0; index < remainders.Length; index++)
        {
            if (room[index] > 0 && (largest < 0 || remainders[index] > remainders[largest])) largest = index;
        }
        return largest;
    }
}
