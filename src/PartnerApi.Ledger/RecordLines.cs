using System.Buffers;
using System.Buffers.Text;
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
