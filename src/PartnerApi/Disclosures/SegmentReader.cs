using System.Buffers;

namespace PartnerApi.Disclosures;

/// <summary>Takes one line of a segment, without its end.</summary>
internal delegate void LineHandler(ReadOnlySpan<byte> line);

/// <summary>
/// Reads segments line by line, also while they are written. A line is <c>head TAB salt TAB record</c>, after its retention <c>head TAB = TAB leaf</c>.
/// </summary>
internal static class SegmentReader
{
    /// <summary>What stands in the place of the salt when record and salt are gone.</summary>
    public const byte Expired = (byte)'=';

    private const int BlockLength = 64 * 1024;

    /// <summary>Reads whole lines from an offset on; the first line of a segment is its header.</summary>
    /// <returns>The offset behind the last whole line.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static long ReadLines(string file, long offset, LineHandler take)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var block = ArrayPool<byte>.Shared.Rent(BlockLength);
        try
        {
            var kept = 0;
            while (true)
            {
                if (kept == block.Length) Grow(ref block, kept);
                var read = RandomAccess.Read(handle, block.AsSpan(kept), offset + kept);
                if (read == 0) return offset;
                var end = kept + read;
                var start = 0;
                while (block.AsSpan(start, end - start).IndexOf((byte)'\n') is var length and >= 0)
                {
                    take(block.AsSpan(start, length));
                    start += length + 1;
                }
                offset += start;
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
    public static (long End, byte[]? Line) LastLine(string file)
    {
        byte[]? last = null;
        var from = Math.Max(0, new FileInfo(file).Length - (4 * BlockLength));
        var end = ReadLines(file, from, line => last = line.ToArray());
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
        var larger = ArrayPool<byte>.Shared.Rent(block.Length * 2);
        block.AsSpan(0, kept).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(block);
        block = larger;
    }
}
