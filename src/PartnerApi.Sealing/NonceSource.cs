using System.Security.Cryptography;

namespace PartnerApi.Sealing;

/// <summary>
/// Random nonces from the system's generator, drawn many at a time: one call costs about as much for 12 bytes as for a thousand. Nonces are
/// public, so nothing is lost by keeping a few in memory; keys are never drawn from here.
/// </summary>
public static class NonceSource
{
    private const int Drawn = 1 << 10;

    [ThreadStatic]
    private static byte[]? pool;

    [ThreadStatic]
    private static int used;

    /// <summary>Fills <paramref name="nonce"/>, which is far shorter than one draw, with bytes that are never handed out again.</summary>
    public static void Next(Span<byte> nonce)
    {
        if (pool is null || used + nonce.Length > pool.Length)
        {
            pool ??= new byte[Drawn];
            RandomNumberGenerator.Fill(pool);
            used = 0;
        }
        pool.AsSpan(used, nonce.Length).CopyTo(nonce);
        used += nonce.Length;
    }
}
