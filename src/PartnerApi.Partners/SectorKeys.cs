using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using PartnerApi.Sealing;

namespace PartnerApi.Partners;

/// <summary>
/// Creates and opens the partners' sector keys. A sector key is random and belongs to one partner. A holder's pairwise subject for that partner is the
/// HMAC of the holder's handle under the key (following OpenID Connect Core, section 8.1). The key is sealed with the partner's id as associated data,
/// so that it cannot be moved to another partner's row.
/// </summary>
public sealed class SectorKeys : IDisposable
{
    /// <summary>Length of a sealed sector key, in bytes.</summary>
    public const int SealedLength = Aead.KeyLength + Aead.Overhead;

    private const int SubjectLength = 16;

    private readonly SharedCipher cipher;

    /// <summary>Derives the key under which sector keys are sealed.</summary>
    public SectorKeys(IKeyService keys)
    {
        Span<byte> key = stackalloc byte[Aead.KeyLength];
        keys.Derive(PartnerKeyLabels.SectorKey, [], key);
        cipher = new SharedCipher(key);
        CryptographicOperations.ZeroMemory(key);
    }

    /// <summary>Creates a random sector key, sealed for the partner's row.</summary>
    public byte[] Create(string partnerId)
    {
        Span<byte> key = stackalloc byte[Aead.KeyLength];
        RandomNumberGenerator.Fill(key);
        var sealedKey = new byte[SealedLength];
        Aead.Seal(cipher.Mine, key, Encoding.UTF8.GetBytes(partnerId), sealedKey);
        CryptographicOperations.ZeroMemory(key);
        return sealedKey;
    }

    /// <summary>Opens a partner's sector key.</summary>
    /// <exception cref="SealBrokenException">The row was altered, or the facts secret is a different one.</exception>
    public byte[] Open(string partnerId, ReadOnlySpan<byte> sealedKey)
    {
        var key = new byte[Aead.KeyLength];
        Aead.Open(cipher.Mine, sealedKey, Encoding.UTF8.GetBytes(partnerId), key);
        return key;
    }

    /// <summary>The holder's pairwise subject for the owner of the sector key: 128 bits, base64url, 22 characters.</summary>
    public static string Subject(ReadOnlySpan<byte> sectorKey, ReadOnlySpan<byte> handle)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(sectorKey, handle, mac);
        return Base64Url.EncodeToString(mac[..SubjectLength]);
    }

    /// <inheritdoc/>
    public void Dispose() => cipher.Dispose();
}
