using System.Buffers.Text;
using System.Security.Cryptography;

namespace PartnerApi.Ledger;

/// <summary>
/// The chain of salted hashes, as text: leaf = SHA-256(salt TAB record), and for a group of records written together, head = SHA-256(previous
/// head || leaf || leaf ...). Hashes cover the text of the file, so that every changed bit is detected. The salt prevents guessing the record from the leaf,
/// which stays after retention. Not safe for concurrent use.
/// </summary>
internal sealed class Chain
{
    /// <summary>The length of a hash in characters: 256 bits in base64url.</summary>
    public const int HashLength = 43;

    /// <summary>The length of a salt in characters: 128 bits in base64url.</summary>
    public const int SaltLength = 22;

    // Reusing the object reduces the time of a hash by a fifth.
    [ThreadStatic]
    private static IncrementalHash? sha256;

    // The head, followed by the leaves of the open group.
    private byte[] text = new byte[16 * HashLength];
    private int length = HashLength;

    /// <summary>The last head.</summary>
    public ReadOnlySpan<byte> Head => text.AsSpan(0, HashLength);

    /// <summary>The number of leaves in the open group.</summary>
    public int Leaves => (length / HashLength) - 1;

    /// <summary>Writes the SHA-256 of a text as 43 characters of base64url.</summary>
    public static void Hash(ReadOnlySpan<byte> text, Span<byte> hash)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        sha256 ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha256.AppendData(text);
        sha256.GetHashAndReset(digest);
        Base64Url.EncodeToUtf8(digest, hash);
    }

    /// <summary>Begins with a segment's header, which contains the previous head.</summary>
    public void Begin(ReadOnlySpan<byte> header)
    {
        Hash(header, text);
        length = HashLength;
    }

    /// <summary>Continues from a head, and drops the leaves of the open group.</summary>
    public void ContinueFrom(ReadOnlySpan<byte> head)
    {
        head.CopyTo(text);
        length = HashLength;
    }

    public void Add(ReadOnlySpan<byte> saltedRecord) => Hash(saltedRecord, NextLeaf());

    /// <summary>Adds the leaf of an expired record.</summary>
    public void AddLeaf(ReadOnlySpan<byte> leaf) => leaf.CopyTo(NextLeaf());

    /// <summary>Closes the group with a new head. If another group of the same write follows, the mark for that is part of the hash.</summary>
    public void Close(bool hasMore = false)
    {
        if (hasMore)
        {
            if (length == text.Length) Array.Resize(ref text, text.Length * 2);
            text[length++] = SegmentReader.More;
        }
        Hash(text.AsSpan(0, length), text);
        length = HashLength;
    }

    private Span<byte> NextLeaf()
    {
        if (length + HashLength > text.Length) Array.Resize(ref text, text.Length * 2);
        length += HashLength;
        return text.AsSpan(length - HashLength, HashLength);
    }
}
