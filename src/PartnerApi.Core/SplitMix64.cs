namespace PartnerApi.Core;

/// <summary>
/// A small seeded generator for synthetic data (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014). It gives the same numbers
/// on every machine and runtime. Do not use it for secrets.
/// </summary>
public struct SplitMix64(ulong seed)
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;
    private ulong state = seed;

    /// <summary>The generator for one row. Rows are independent of each other.</summary>
    public static SplitMix64 ForRow(ulong seed, long row) => new(Mix(seed + GoldenGamma) ^ Mix((ulong)row));

    /// <summary>The next 64 bits.</summary>
    public ulong Next() => Mix(state += GoldenGamma);

    /// <summary>A whole number from 0 to <paramref name="bound"/> - 1 (the bias, below bound / 2^64, does not matter here).</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
