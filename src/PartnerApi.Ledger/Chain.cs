using System.Buffers.Text;
using System.Security.Cryptography;

namespace PartnerApi.Ledger;

/// <summary>
/// The chain of salted hashes, as text: leaf = SHA-256(salt TAB record), and for a group of records that are written together head = SHA-256(previous
/// head || leaf || leaf ...). Hashes are taken over the text as it stands in the file, so that no bit of it can change unseen; the salt keeps the leaf
/// that stays after retention from being guessed at. Used by one thread at a time.
/// </summary>
internal sealed class Chain
{
    /// <summary>Characters of a hash: 256 bits in base64url.</summary>
    public const int HashLength = 43;

    /// <summary>Characters of a salt: 128 bits in base64url.</summary>
    public const int SaltLength = 22;

    // An object that is there already hashes a line in four fifths of the time.
    [ThreadStatic]
    private static IncrementalHash? sha256;

    // The head, and behind it the leaves of the group that is not closed yet.
    private byte[] text = new byte[16 * HashLength];
    private int length = HashLength;

    /// <summary>The last head.</summary>
    public ReadOnlySpan<byte> Head => text.AsSpan(0, HashLength);

    /// <summary>Leaves that no head stands for yet.</summary>
    public int Leaves => (length / HashLength) - 1;

    /// <summary>The hash of a text, as text.</summary>
    public static void Hash(ReadOnlySpan<byte> text, Span<byte> hash)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        sha256 ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha256.AppendData(text);
        sha256.GetHashAndReset(digest);
        Base64Url.EncodeToUtf8(digest, hash);
    }

    /// <summary>Begins with a segment's header, which holds the head before it.</summary>
    public void Begin(ReadOnlySpan<byte> header)
    {
        Hash(header, text);
        length = HashLength;
    }

    /// <summary>Goes on from a head; leaves that no head stands for are forgotten.</summary>
    public void GoOn(ReadOnlySpan<byte> head)
    {
        head.CopyTo(text);
        length = HashLength;
    }

    /// <summary>Adds a record with its salt to the group.</summary>
    public void Add(ReadOnlySpan<byte> saltedRecord) => Hash(saltedRecord, NextLeaf());

    /// <summary>Adds the leaf of a record that is gone.</summary>
    public void AddLeaf(ReadOnlySpan<byte> leaf) => leaf.CopyTo(NextLeaf());

    /// <summary>Closes the group with a new head; when another group of the same write follows, its mark is hashed with it.</summary>
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
