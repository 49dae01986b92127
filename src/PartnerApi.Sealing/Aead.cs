using System.Security.Cryptography;

namespace PartnerApi.Sealing;

/// <summary>
/// AES-256-GCM (NIST SP 800-38D) as every sealed column has it: a random 12-byte nonce || ciphertext || 16-byte tag. Plaintexts are of fixed
/// length, so that a sealed value's length says nothing.
/// </summary>
public static class Aead
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyLength = 32;

    /// <summary>Bytes that sealing adds.</summary>
    public const int Overhead = NonceLength + TagLength;

    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>A cipher for many values under one key. Not safe for concurrent use; see <see cref="SharedCipher"/>.</summary>
    public static AesGcm Cipher(ReadOnlySpan<byte> key) => new(key, TagLength);

    /// <summary>Seals with a fresh random nonce. <paramref name="sealedValue"/> is longer by <see cref="Overhead"/> bytes.</summary>
    public static void Seal(AesGcm cipher, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated, Span<byte> sealedValue)
    {
        if (sealedValue.Length != plain.Length + Overhead) throw new ArgumentException("Wrong length.", nameof(sealedValue));
        var nonce = sealedValue[..NonceLength];
        NonceSource.Next(nonce);
        cipher.Encrypt(nonce, plain, sealedValue[NonceLength..^TagLength], sealedValue[^TagLength..], associated);
    }

    /// <summary>Opens what <see cref="Seal"/> made.</summary>
    /// <exception cref="SealBrokenException">The value, its length, the key or the associated data is not what it was sealed with.</exception>
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
