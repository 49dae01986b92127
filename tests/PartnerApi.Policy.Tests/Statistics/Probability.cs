namespace PartnerApi.Policy.Tests.Statistics;

/// <summary>Distributions for statistical checks.</summary>
internal static class Probability
{
    /// <summary>The probability that a correct subject fails a check.</summary>
    public const double Alpha = 1e-6;

    private const double Tiny = 1e-300;
    private const int Steps = 10_000;

    /// <summary>The probability that a chi-square variable exceeds a value.</summary>
    public static double ChiSquareTail(double value, int freedom)
    {
        var (shape, x) = (freedom / 2.0, value / 2.0);
        var term = 1 / shape;
        var sum = term;
        if (x > 4 * (shape + 50)) return 0;
        for (var step = 1; step < Steps && term > sum * 1e-17; step++) sum += term *= x / (shape + step);
        return Math.Max(0, 1 - (sum * Math.Exp(-x + (shape * Math.Log(x)) - LogGamma(shape))));
    }

    /// <summary>The lower confidence bound of a probability, given the number of hits (Clopper and Pearson). It is wrong with probability alpha.</summary>
    public static double LowerBound(int hits, int tries, double alpha) =>
        hits == 0 ? 0 : Bisect(p => BetaBelow(p, hits, tries - hits + 1) > alpha);

    /// <summary>The upper confidence bound of a probability, given the number of hits. It is wrong with probability alpha.</summary>
    public static double UpperBound(int hits, int tries, double alpha) =>
        hits == tries ? 1 : Bisect(p => BetaBelow(p, hits + 1, tries - hits) > 1 - alpha);

    private static double Bisect(Func<double, bool> isAbove)
    {
        var (low, high) = (0.0, 1.0);
        for (var step = 0; step < 60; step++)
        {
            var middle = (low + high) / 2;
            if (isAbove(middle)) high = middle;
            else low = middle;
        }
        return (low + high) / 2;
    }

    // The regularized incomplete beta function, by its continued fraction (Lentz).
    private static double BetaBelow(double x, double a, double b)
    {
        if (x is <= 0 or >= 1) return x <= 0 ? 0 : 1;
        if (x > (a + 1) / (a + b + 2)) return 1 - BetaBelow(1 - x, b, a);
        var (c, d) = (1.0, 1 / NotZero(1 - ((a + b) * x / (a + 1))));
        var fraction = d;
        for (var m = 1; m < Steps; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / NotZero(1 + (even * d));
            c = NotZero(1 + (even / c));
            fraction *= c * d;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / NotZero(1 + (odd * d));
            c = NotZero(1 + (odd / c));
            fraction *= c * d;
            if (Math.Abs((c * d) - 1) < 1e-14) break;
        }
        var front = (a * Math.Log(x)) + (b * Math.Log(1 - x)) + LogGamma(a + b) - LogGamma(a) - LogGamma(b);
        return Math.Exp(front) * fraction / a;
    }

    private static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;

    // Stirling's series, after shifting the argument to where it is accurate.
    private static double LogGamma(double x)
    {
        var moved = 0.0;
        for (; x < 15; x++) moved += Math.Log(x);
        var square = x * x;
        var series = ((1 / 12.0) - ((1 / 360.0) / square) + ((1 / 1260.0) / (square * square))) / x;
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + series - moved;
    }
}
