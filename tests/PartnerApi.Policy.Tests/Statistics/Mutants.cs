using PartnerApi.Policy.Statistics;

namespace PartnerApi.Policy.Tests.Statistics;

/// <summary>Wrong kinds of noise, each a known mistake, that the checks must detect. Epsilon is ln 3.</summary>
internal sealed class Mutants
{
    /// <summary>ln 3, in millionths: a neighboring registry is at most three times as likely.</summary>
    public const int Millionths = 1_098_612;

    /// <summary>Epsilon as a number.</summary>
    public const double Epsilon = Millionths / 1e6;

    private const int Threshold = 10;

    private readonly SeededBits bits = new(7);
    private readonly DiscreteLaplace noise = new(Millionths);
    private readonly Dictionary<long, long> byCount = [];
    private readonly long drawnOnce;

    public Mutants() => drawnOnce = noise.Next(bits);

    /// <summary>Correct noise.</summary>
    public double Correct(long count) => count + noise.Next(bits);

    /// <summary>Noise of the wrong scale.</summary>
    public double Scaled(long count, double factor) => count + new DiscreteLaplace((int)(Millionths / factor)).Next(bits);

    /// <summary>One person adds 2, but the noise is for 1.</summary>
    public double CountedTwice(long count) => Correct(2 * count);

    /// <summary>No noise for a count of 0.</summary>
    public double SkippedOnZero(long count) => count == 0 ? 0 : Correct(count);

    /// <summary>Small counts are withheld based on the true count.</summary>
    public double WithheldBefore(long count) => Correct(count < Threshold ? 0 : count);

    /// <summary>The count is cut and rounded before the noise.</summary>
    public double RoundedBefore(long count) => Correct(Math.Max(0, count / Threshold * Threshold));

    /// <summary>Noise from a generator seeded by the true count.</summary>
    public double SeededByCount(long count)
    {
        // The generator returns the same values for the same seed.
        if (!byCount.TryGetValue(count, out var seeded)) byCount[count] = seeded = noise.Next(new SeededBits(count));
        return count + seeded;
    }

    /// <summary>Noise that is drawn once and reused.</summary>
    public double AddedAgain(long count) => count + drawnOnce;

    /// <summary>Continuous floating-point noise.</summary>
    public double FloatLaplace(long count)
    {
        var uniform = bits.Fraction() - 0.5;
        return count - (Math.Sign(uniform) * Math.Log(1 - (2 * Math.Abs(uniform))) / Epsilon);
    }

    /// <summary>Rounded continuous noise: integers with the wrong distribution.</summary>
    public double RoundedLaplace(long count) => Math.Round(FloatLaplace(count));

    /// <summary>Normal noise of the same variance, rounded.</summary>
    public double RoundedGaussian(long count)
    {
        var normal = Math.Sqrt(-2 * Math.Log(bits.Fraction())) * Math.Cos(2 * Math.PI * bits.Fraction());
        return count + Math.Round(normal * Math.Sqrt(noise.Variance));
    }
}
