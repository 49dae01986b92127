namespace PartnerApi.Policy.Statistics;

/// <summary>
/// Integer noise: k is drawn with a probability proportional to exp(-epsilon |k|). If one person changes a count by 1, the probability of any noisy count
/// changes by a factor of at most exp(epsilon).
/// </summary>
/// <remarks>
/// Algorithm 2 of Canonne, Kamath and Steinke, "The Discrete Gaussian for Differential Privacy" (2020), with their Algorithm 1 for Bernoulli(exp(-x)). It uses
/// only integers and is exact, because the last bits of floating-point noise can reveal the true count.
/// </remarks>
public sealed class DiscreteLaplace
{
    /// <summary>Millionths in an epsilon of 1.</summary>
    public const int Million = 1_000_000;

    /// <summary>The largest epsilon that still counts as protection: 10.</summary>
    public const int MostMillionths = 10 * Million;

    // The scale 1/epsilon is denominator/numerator.
    private readonly uint numerator;
    private readonly uint denominator;

    /// <summary>Creates the noise for an epsilon.</summary>
    /// <param name="epsilonMillionths">Epsilon in millionths, from 1 to <see cref="MostMillionths"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The epsilon is out of range.</exception>
    public DiscreteLaplace(int epsilonMillionths)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epsilonMillionths);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(epsilonMillionths, MostMillionths);
        var divisor = GreatestCommonDivisor((uint)epsilonMillionths, Million);
        numerator = (uint)epsilonMillionths / divisor;
        denominator = Million / divisor;
        var ratio = Math.Exp(-epsilonMillionths / (double)Million);
        Variance = 2 * ratio / ((1 - ratio) * (1 - ratio));
    }

    /// <summary>The variance of the noise, for weights and margins. Drawing noise does not use it.</summary>
    public double Variance { get; }

    /// <summary>Draws one value.</summary>
    public long Next(RandomBits bits)
    {
        while (true)
        {
            // A geometric number of steps of 1/denominator: the fractional part by rejection, the integer part one by one.
            var part = bits.Below(denominator);
            if (!IsExponential(part, bits)) continue;
            var steps = (long)part;
            while (IsInverseOfE(bits)) steps = checked(steps + denominator);
            var size = steps / numerator;
            var isNegative = bits.NextBit();

            // Without this, 0 would be twice as likely as it should be: as 0 and as -0.
            if (isNegative && size == 0) continue;
            return isNegative ? -size : size;
        }
    }

    // True with probability exp(-part / denominator): when the number of consecutive successes with probability part / denominator / k, k from 1, is even.
    private bool IsExponential(uint part, RandomBits bits)
    {
        if (part == 0) return true;
        for (uint k = 1; ; k++)
        {
            var succeeds = bits.Below(denominator) < part && bits.Below(k) == 0;
            if (!succeeds) return (k & 1) == 1;
        }
    }

    // True with probability exp(-1): the same with part / denominator = 1, where the first draw always succeeds.
    private static bool IsInverseOfE(RandomBits bits)
    {
        for (uint k = 2; ; k++)
        {
            if (bits.Below(k) != 0) return (k & 1) == 1;
        }
    }

    private static uint GreatestCommonDivisor(uint left, uint right)
    {
        while (right != 0) (left, right) = (right, left % right);
        return left;
    }
}
