using System.Buffers;
using System.Buffers.Text;
using PartnerApi.Sealing;

namespace PartnerApi.Ledger;

/// <summary>
/// Records that are written together, as lines (salt TAB record) in one buffer: a question about fifty cards waits for the disk as one array, not as
/// fifty. Disposed when they are written.
/// </summary>
public sealed class RecordLines : IDisposable
{
    private const int UsualBytes = 320;

    private byte[] buffer;
    private int length;

    /// <summary>None yet, with room for about so many.</summary>
    public RecordLines(int records) => buffer = ArrayPool<byte>.Shared.Rent(Math.Max(1, records) * UsualBytes);

    /// <summary>Takes records.</summary>
    public RecordLines(params IReadOnlyCollection<DisclosureRecord> records)
        : this(records.Count)
    {
        foreach (var record in records) Add(record);
    }

    /// <summary>The lines, each with its end.</summary>
    public ReadOnlySpan<byte> Text => buffer.AsSpan(0, length);

    /// <summary>Adds a record, with a new salt before it, as its leaf is made of them.</summary>
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
