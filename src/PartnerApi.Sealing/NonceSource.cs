using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace PartnerApi.Sealing;

/// <summary>
/// Random nonces from the system's generator, generated in batches: a call costs about as much for 12 bytes as for a thousand. Nonces are public, so
/// buffering some in memory is safe. Keys are never taken from here.
/// </summary>
public static class NonceSource
{
    private const int BatchLength = 1 << 10;

    [ThreadStatic]
    private static byte[]? pool;

    [ThreadStatic]
    private static int used;

    /// <summary>Fills <paramref name="nonce"/>, which must be shorter than a batch, with random bytes that are used only once.</summary>
    public static void Next(Span<byte> nonce)
    {
        if (pool is null || used + nonce.Length > pool.Length)
        {
            pool ??= new byte[BatchLength];
            RandomNumberGenerator.Fill(pool);
            used = 0;
        }
        pool.AsSpan(used, nonce.Length).CopyTo(nonce);
        used += nonce.Length;
    }
}

/// <summary>Random 128-bit identifiers. They are public and reveal neither order nor number.</summary>
public static class RandomIds
{
    /// <summary>A new unique identifier.</summary>
    public static UInt128 Next()
    {
        UInt128 id = default;
        NonceSource.Next(MemoryMarshal.AsBytes(new Span<UInt128>(ref id)));
        return id;
    }
}
