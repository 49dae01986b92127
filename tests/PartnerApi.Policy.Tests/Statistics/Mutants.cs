using PartnerApi.Policy.Statistics;

namespace PartnerApi.Policy.Tests.Statistics;

/// <summary>Noise as it must not be: each is a mistake that was made somewhere, for the checks to find. Counts are noisy by epsilon ln 3.</summary>
internal sealed class Mutants
{
    /// <summary>ln 3, at which a neighbor is three times as likely at most.</summary>
    public const int Millionths = 1_098_612;

    /// <summary>The same as a number.</summary>
    public const double Epsilon = Millionths / 1e6;

    private const int Threshold = 10;

    private readonly SeededBits bits = new(7);
    private readonly DiscreteLaplace noise = new(Millionths);
    private readonly Dictionary<long, long> byCount = [];
    private readonly long drawnOnce;

    public Mutants() => drawnOnce = noise.Next(bits);

    /// <summary>As it should be.</summary>
    public double Correct(long count) => count + noise.Next(bits);

    /// <summary>Noise of the wrong scale.</summary>
    public double Scaled(long count, double factor) => count + new DiscreteLaplace((int)(Millionths / factor)).Next(bits);

    /// <summary>One person adds 2, but noise is for 1.</summary>
    public double CountedTwice(long count) => Correct(2 * count);

    /// <summary>Nobody there, no noise.</summary>
    public double SkippedOnZero(long count) => count == 0 ? 0 : Correct(count);

    /// <summary>Small counts withheld by the exact count.</summary>
    public double WithheldBefore(long count) => Correct(count < Threshold ? 0 : count);

    /// <summary>Cut and rounded before the noise.</summary>
    public double RoundedBefore(long count) => Correct(Math.Max(0, count / Threshold * Threshold));

    /// <summary>Noise from a generator seeded by what it hides.</summary>
    public double SeededByCount(long count)
    {
        // What the generator gives for a seed is always the same.
        if (!byCount.TryGetValue(count, out var seeded)) byCount[count] = seeded = noise.Next(new SeededBits(count));
        return count + seeded;
    }

    /// <summary>Noise drawn at the start and added again and again.</summary>
    public double AddedAgain(long count) => count + drawnOnce;

    /// <summary>Continuous noise in floating point.</summary>
    public double FloatLaplace(long count)
    {
        var uniform = bits.Fraction() - 0.5;
        return count - (Math.Sign(uniform) * Math.Log(1 - (2 * Math.Abs(uniform))) / Epsilon);
    }

    /// <summary>The same, rounded: whole, but not the distribution.</summary>
    public double RoundedLaplace(long count) => Math.Round(FloatLaplace(count));

    /// <summary>Normal noise of the same variance, rounded.</summary>
    public double RoundedGaussian(long count)
    {
        var normal = Math.Sqrt(-2 * Math.Log(bits.Fraction())) * Math.Cos(2 * Math.PI * bits.Fraction());
        return count + Math.Round(normal * Math.Sqrt(noise.Variance));
    }
}
