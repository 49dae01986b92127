using System.Numerics;

namespace PartnerApi.Identity.Keys;

/// <summary>
/// Recognizes RSA keys of a faulty chip library, whose primes can be computed from the modulus (Nemec et al., "The Return of Coppersmith's
/// Attack", CCS 2017; CVE-2017-15361).
/// </summary>
internal static class WeakRsa
{
    private const int Generator = 65537;

    private static readonly int[] Primes =
    [
        3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
        101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
    ];

    private static readonly HashSet<int>[] Powers = [.. Primes.Select(PowersModulo)];

    /// <summary>True if the modulus is a power of 65537 modulo every small prime, as for all faulty keys and almost no others.</summary>
    public static bool LooksLikeRoca(BigInteger modulus) =>
        Primes.Zip(Powers).All(test => test.Second.Contains((int)(modulus % test.First)));

    private static HashSet<int> PowersModulo(int prime)
    {
        var powers = new HashSet<int>();
        for (var power = 1; powers.Add(power); power = power * (Generator % prime) % prime)
        {
        }
        return powers;
    }
}
