namespace PartnerApi.Policy.Tests.Statistics;

/// <summary>Checks that noise has the discrete Laplace distribution of an epsilon.</summary>
internal static class ShapeCheck
{
    private const int Draws = 100_000;

    // On each side of the middle.
    private const int MostBins = 9;

    // With fewer expected draws in a bin, the statistic no longer has a chi-square distribution.
    private const int LeastExpected = 25;

    /// <summary>Compares 100,000 draws with the distribution (chi-square). Non-integer noise fails immediately.</summary>
    public static bool Passes(Func<double> draw, double epsilon)
    {
        var width = Math.Max(1, (int)Math.Round(0.9 / epsilon));
        var bins = MostBins;
        while (Draws * Below((-bins * width) - (width / 2) + width, epsilon) < LeastExpected) bins--;
        var counts = new int[(2 * bins) + 1];
        for (var index = 0; index < Draws; index++)
        {
            var noise = draw();
            if (!double.IsInteger(noise)) return false;
            counts[(int)Math.Clamp(Math.Floor((noise + (width / 2)) / width), -bins, bins) + bins]++;
        }
        var distance = 0.0;
        for (var bin = -bins; bin <= bins; bin++)
        {
            var first = (bin * width) - (width / 2);
            var below = bin == -bins ? 0 : Below(first, epsilon);
            var upTo = bin == bins ? 1 : Below(first + width, epsilon);
            var expected = Draws * (upTo - below);
            distance += (counts[bin + bins] - expected) * (counts[bin + bins] - expected) / expected;
        }
        return Probability.ChiSquareTail(distance, counts.Length - 1) > Probability.Alpha;
    }

    // The probability of noise below an integer.
    private static double Below(int number, double epsilon)
    {
        var ratio = Math.Exp(-epsilon);
        return number <= 0 ? Math.Pow(ratio, 1 - number) / (1 + ratio) : 1 - (Math.Pow(ratio, number) / (1 + ratio));
    }
}
