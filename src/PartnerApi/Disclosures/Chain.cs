using System.Buffers.Text;
using System.Security.Cryptography;

namespace PartnerApi.Disclosures;

/// <summary>
/// The chain of salted hashes: leaf = SHA-256(salt TAB record), head = SHA-256(previous head || leaf). Hashes are taken over the text as it
/// stands in the file, so that no bit of it can change unseen; the salt keeps the hash that stays after retention from being guessed at.
/// </summary>
internal static class Chain
{
    /// <summary>Characters of a hash: 256 bits in base64url.</summary>
    public const int HashLength = 43;

    /// <summary>Characters of a salt: 128 bits in base64url.</summary>
    public const int SaltLength = 22;

    // An object that is there already hashes a line in four fifths of the time.
    [ThreadStatic]
    private static IncrementalHash? sha256;

    /// <summary>The hash of a text, as text.</summary>
    public static void Hash(ReadOnlySpan<byte> text, Span<byte> hash)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        sha256 ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha256.AppendData(text);
        sha256.GetHashAndReset(digest);
        Base64Url.EncodeToUtf8(digest, hash);
    }

    /// <summary>Goes on from one head to the next, in place.</summary>
    public static void Extend(Span<byte> head, ReadOnlySpan<byte> leaf)
    {
        Span<byte> both = stackalloc byte[2 * HashLength];
        head.CopyTo(both);
        leaf.CopyTo(both[HashLength..]);
        Hash(both, head);
    }
}
