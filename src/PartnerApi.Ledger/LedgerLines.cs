using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace PartnerApi.Ledger;

/// <summary>Handles one line, without its line break.</summary>
public delegate void LineHandler(ReadOnlySpan<byte> line);

/// <summary>Handles one line, without its line break, and the offset after it. Returns false to stop reading.</summary>
public delegate bool LineVisitor(ReadOnlySpan<byte> line, long end);

/// <summary>Returns the length of the readable part of written bytes that start at a line. It ends after a line, or is 0.</summary>
public delegate int WholePart(ReadOnlySpan<byte> written);

/// <summary>Reads files of the ledger line by line, even while they are written. A NUL marks the end of the written part.</summary>
public static class LedgerLines
{
    private const int BlockLength = 64 * 1024;

    // No write is nearly as long, so a longer part means that the file has lost its line breaks.
    private const int LongestPart = 16 * 1024 * 1024;

    /// <summary>Opens a file that others may write or replace.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SafeFileHandle Open(string file) => File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>The length of all complete lines.</summary>
    public static int Ended(ReadOnlySpan<byte> written) => written.LastIndexOf((byte)'\n') + 1;

    /// <summary>Reads lines from an offset until the visitor stops.</summary>
    /// <returns>The offset after the last visited line.</returns>
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

    /// <summary>Returns the last line and the offset after it. The line is null if the file has no complete line.</summary>
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
        if (kept >= LongestPart) throw new IOException("A file of the ledger has no line breaks.");
        var larger = ArrayPool<byte>.Shared.Rent(block.Length * 2);
        block.AsSpan(0, kept).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(block);
        block = larger;
    }
}
