using System.Security.Cryptography;

namespace PartnerApi.Sealing;

/// <summary>
/// AES-256-GCM (NIST SP 800-38D), the format of every sealed column: a random 12-byte nonce || ciphertext || 16-byte tag. Plaintexts have a fixed
/// length, so that the length of a sealed value reveals nothing.
/// </summary>
public static class Aead
{
    /// <summary>The length of a key in bytes.</summary>
    public const int KeyLength = 32;

    /// <summary>The number of bytes that sealing adds.</summary>
    public const int Overhead = NonceLength + TagLength;

    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>A cipher for many values under one key. Not safe for concurrent use; see <see cref="SharedCipher"/>.</summary>
    public static AesGcm Cipher(ReadOnlySpan<byte> key) => new(key, TagLength);

    /// <summary>Seals with a new random nonce. <paramref name="sealedValue"/> must be <see cref="Overhead"/> bytes longer than the plaintext.</summary>
    public static void Seal(AesGcm cipher, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated, Span<byte> sealedValue)
    {
        if (sealedValue.Length != plain.Length + Overhead) throw new ArgumentException("Expected the plaintext's length plus the overhead.", nameof(sealedValue));
        var nonce = sealedValue[..NonceLength];
        NonceSource.Next(nonce);
        cipher.Encrypt(nonce, plain, sealedValue[NonceLength..^TagLength], sealedValue[^TagLength..], associated);
    }

    /// <summary>Opens a value that was sealed by <see cref="Seal"/>.</summary>
    /// <exception cref="SealBrokenException">The value, its length, the key, or the associated data differs from the sealed one.</exception>
    public static void Open(AesGcm cipher, ReadOnlySpan<byte> sealedValue, ReadOnlySpan<byte> associated, Span<byte> plain)
    {
        if (sealedValue.Length != plain.Length + Overhead) throw new SealBrokenException();
        try
        {
            cipher.Decrypt(sealedValue[..NonceLength], sealedValue[NonceLength..^TagLength], sealedValue[^TagLength..], plain, associated);
        }
        catch (AuthenticationTagMismatchException error)
        {
            throw new SealBrokenException(error);
        }
    }
}

/// <summary>The cipher of one key for concurrent use. <see cref="AesGcm"/> is not thread-safe and is expensive to create, so each thread has its own.</summary>
public sealed class SharedCipher : IDisposable
{
    private readonly byte[] own;
    private readonly ThreadLocal<AesGcm> ciphers;

    /// <summary>Copies the key, <see cref="Aead.KeyLength"/> bytes.</summary>
    public SharedCipher(ReadOnlySpan<byte> key)
    {
        own = key.ToArray();
        ciphers = new ThreadLocal<AesGcm>(() => Aead.Cipher(own));
    }

    /// <summary>This thread's cipher. Use it at once and not across an await.</summary>
    public AesGcm Mine => ciphers.Value!;

    /// <summary>Zeroes the key. Each thread's cipher is released with its thread.</summary>
    public void Dispose()
    {
        ciphers.Dispose();
        CryptographicOperations.ZeroMemory(own);
    }
}
