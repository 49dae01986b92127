using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using PartnerApi.Sealing;

namespace PartnerApi.Ledger;

/// <summary>
/// Records that are written together, as lines (salt TAB record) in one buffer, so that a request for fifty cards needs one array and not fifty. Dispose it
/// when the records are written.
/// </summary>
public sealed class RecordLines : IDisposable
{
    private const int UsualBytes = 320;

    private byte[] buffer;
    private int length;

    /// <summary>Creates an empty buffer with space for about the given number of records.</summary>
    public RecordLines(int records) => buffer = ArrayPool<byte>.Shared.Rent(Math.Max(1, records) * UsualBytes);

    /// <summary>Creates a buffer with the given records.</summary>
    public RecordLines(params IReadOnlyCollection<DisclosureRecord> records)
        : this(records.Count)
    {
        foreach (var record in records) Add(record);
    }

    /// <summary>The lines with their line breaks.</summary>
    public ReadOnlySpan<byte> Text => buffer.AsSpan(0, length);

    /// <summary>Adds a record after a new salt, in the form from which its leaf is computed.</summary>
    public void Add(DisclosureRecord record)
    {
        Reserve(SegmentReader.RecordStart + record.MostBytes + 1);
        Span<byte> salt = stackalloc byte[16];
        NonceSource.Next(salt);
        Base64Url.EncodeToUtf8(salt, buffer.AsSpan(length));
        buffer[length + Chain.SaltLength] = (byte)'\t';
        length += SegmentReader.RecordStart;
        length += record.Write(buffer.AsSpan(length));
        buffer[length++] = (byte)'\n';
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        (buffer, length) = ([], 0);
    }

    private void Reserve(int more)
    {
        if (length + more <= buffer.Length) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, length + more));
        Text.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}

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
