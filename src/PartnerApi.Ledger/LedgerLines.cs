using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace PartnerApi.Ledger;

/// <summary>Takes one line, without its end.</summary>
public delegate void LineHandler(ReadOnlySpan<byte> line);

/// <summary>Takes one line, without its end, and the offset behind its end; false ends the reading.</summary>
public delegate bool LineVisitor(ReadOnlySpan<byte> line, long end);

/// <summary>How much of what is written, from the beginning of a line on, may be read; ends behind a line or is 0.</summary>
public delegate int WholePart(ReadOnlySpan<byte> written);

/// <summary>Reads files of the ledger line by line, also while they are written: a NUL is where the written part ends.</summary>
public static class LedgerLines
{
    private const int BlockLength = 64 * 1024;

    // Nothing that is written at once is nearly as long: this is a file that has lost its lines.
    private const int LongestPart = 16 * 1024 * 1024;

    /// <summary>Opens a file that may be written or replaced meanwhile.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SafeFileHandle Open(string file) => File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>All lines that have their end.</summary>
    public static int Ended(ReadOnlySpan<byte> written) => written.LastIndexOf((byte)'\n') + 1;

    /// <summary>Reads lines from an offset on, as long as they are wanted.</summary>
    /// <returns>The offset behind the last line that was taken.</returns>
    /// <exception cref="IOException">The file cannot be read, or has no lines.</exception>
    public static long Read(SafeFileHandle file, long offset, WholePart whole, LineVisitor take)
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
                var written = block.AsSpan(kept, read).IndexOf((byte)0);
                var end = kept + (written < 0 ? read : written);
                var left = block.AsSpan(0, whole(block.AsSpan(0, end)));
                var taken = left.Length;
                while (left.IndexOf((byte)'\n') is var length and >= 0)
                {
                    offset += length + 1;
                    if (!take(left[..length], offset)) return offset;
                    left = left[(length + 1)..];
                }
                if (written >= 0) return offset;
                kept = end - taken;
                block.AsSpan(taken, kept).CopyTo(block);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>The last line, and the offset behind it; null when there is none.</summary>
    /// <exception cref="IOException">The file cannot be read, or has no lines.</exception>
    public static (long End, byte[]? Line) Last(SafeFileHandle file, WholePart whole)
    {
        var length = -1;
        var end = Read(file, 0, whole, (line, _) =>
        {
            length = line.Length;
            return true;
        });
        if (length < 0) return (end, null);
        var last = new byte[length];
        RandomAccess.Read(file, last, end - length - 1);
        return (end, last);
    }

    private static void Grow(ref byte[] block, int kept)
    {
        if (kept >= LongestPart) throw new IOException("A file of the ledger has no lines.");
        var larger = ArrayPool<byte>.Shared.Rent(block.Length * 2);
        block.AsSpan(0, kept).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(block);
        block = larger;
    }
}
