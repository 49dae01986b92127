namespace PartnerApi.Policy.Tests.Statistics;

/// <summary>Checks that noise is independent for each cell and each draw.</summary>
internal static class FreshnessCheck
{
    private const int Draws = 20_000;

    /// <summary>
    /// Draws tables of two cells repeatedly. Independent noise values are equal with the probability of the distribution: those of one table, and those of a
    /// cell in two tables. Fails if they are equal more often.
    /// </summary>
    /// <param name="measure">Draws the noisy table of two counts.</param>
    /// <param name="epsilon">The epsilon of the noise.</param>
    public static bool Passes(Func<long, long, double[]> measure, double epsilon)
    {
        var (first, second) = (Noise(measure), Noise(measure));
        var isFreshByCell = IsRare(first.Count(noise => noise[0].Equals(noise[1])), epsilon);
        var isFreshByDraw = IsRare(first.Zip(second).Count(pair => pair.First[0].Equals(pair.Second[0])), epsilon);
        return isFreshByCell && isFreshByDraw;
    }

    // Two counts that are far apart, so that noise derived from the count would differ.
    private static List<double[]> Noise(Func<long, long, double[]> measure) =>
        [.. Enumerable.Range(0, Draws).Select(_ => measure(30, 70)).Select(table => (double[])[table[0] - 30, table[1] - 70])];

    private static bool IsRare(int equal, double epsilon) => Probability.LowerBound(equal, Draws, Probability.Alpha / 2) <= Coincidence(epsilon);

    // The sum of the squared probabilities of all values.
    private static double Coincidence(double epsilon)
    {
        var ratio = Math.Exp(-epsilon);
        var zero = (1 - ratio) / (1 + ratio);
        return zero * zero * (1 + (ratio * ratio)) / (1 - (ratio * ratio));
    }
}
