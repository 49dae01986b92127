using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace PartnerApi.Disclosures;

/// <summary>Takes one line of a segment, without its end.</summary>
internal delegate void LineHandler(ReadOnlySpan<byte> line);

/// <summary>Takes one line of a segment, without its end, and the offset behind its end; false ends the reading.</summary>
internal delegate bool LineVisitor(ReadOnlySpan<byte> line, long end);

/// <summary>
/// Reads segments line by line, also while they are written: a NUL is where the written part ends. A line is <c>head TAB salt TAB record</c>, after its
/// retention <c>head TAB = TAB leaf</c>.
/// </summary>
internal static class SegmentReader
{
    /// <summary>What stands in the place of the salt when record and salt are gone.</summary>
    public const byte Expired = (byte)'=';

    /// <summary>Characters of a line whose record and salt are gone.</summary>
    public const int ExpiredLength = Chain.HashLength + 3 + Chain.HashLength;

    private const int BlockLength = 64 * 1024;

    // No record is nearly as long: this is no line but a file that has lost its lines.
    private const int LongestLine = 16 * 1024 * 1024;

    /// <summary>Opens a segment or its heads, also while they are written or replaced.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SafeFileHandle Open(string file) => File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Reads whole lines from an offset on; the first line of a segment is its header.</summary>
    /// <returns>The offset behind the last whole line.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static long ReadLines(string file, long offset, LineHandler take)
    {
        using var handle = Open(file);
        return ReadLines(handle, offset, (line, _) =>
        {
            take(line);
            return true;
        });
    }

    /// <summary>Reads whole lines from an offset on, as long as they are wanted.</summary>
    /// <returns>The offset behind the last line that was taken.</returns>
    /// <exception cref="IOException">The file cannot be read, or has no lines.</exception>
    public static long ReadLines(SafeFileHandle file, long offset, LineVisitor take)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockLength);
        try
        {
            var kept = 0;
            while (true)
            {
                if (kept == block.Length) Grow(ref block, kept);
                var read = RandomAccess.Read(file, block.AsSpan(kept), offset + kept);
                if (read == 0) return offset;
                var start = 0;
                var written = block.AsSpan(kept, read).IndexOf((byte)0);
                var end = kept + (written < 0 ? read : written);
                while (block.AsSpan(start, end - start).IndexOf((byte)'\n') is var length and >= 0)
                {
                    var line = block.AsSpan(start, length);
                    start += length + 1;
                    if (!take(line, offset + start)) return offset + start;
                }
                offset += start;
                if (written >= 0) return offset;
                kept = end - start;
                block.AsSpan(start, kept).CopyTo(block);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>The last whole line, and the offset behind it; null when there is none.</summary>
    public static (long End, byte[]? Line) LastLine(SafeFileHandle file)
    {
        var length = -1;
        var end = ReadLines(file, 0, (line, _) =>
        {
            length = line.Length;
            return true;
        });
        if (length < 0) return (end, null);
        var last = new byte[length];
        RandomAccess.Read(file, last, end - length - 1);
        return (end, last);
    }

    /// <summary>Whether a line is a segment's first: the others begin with a hash.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> line) => line.IndexOf((byte)'\t') != Chain.HashLength;

    /// <summary>The record of a line as text; empty for a header, and for one whose retention has ended.</summary>
    public static ReadOnlySpan<byte> RecordOf(ReadOnlySpan<byte> line)
    {
        const int record = Chain.HashLength + 1 + Chain.SaltLength + 1;
        return IsHeader(line) || line.Length <= record || line[Chain.HashLength + 1] == Expired ? [] : line[record..];
    }

    private static void Grow(ref byte[] block, int kept)
    {
        if (kept >= LongestLine) throw new IOException("A file of the ledger has no lines.");
        var larger = ArrayPool<byte>.Shared.Rent(block.Length * 2);
        block.AsSpan(0, kept).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(block);
        block = larger;
    }
}
