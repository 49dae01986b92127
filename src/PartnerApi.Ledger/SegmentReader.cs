using Microsoft.Win32.SafeHandles;

namespace PartnerApi.Ledger;

/// <summary>
/// Reads segments line by line, even while they are written. The first line is the header. A record's line is <c>salt TAB record</c>, and after its
/// retention <c>=leaf</c>. The header and each group of records written together are followed by <c>+head</c>. Records without a closing head are
/// skipped: they may not be durable, and recovery removes them after a crash.
/// </summary>
public static class SegmentReader
{
    /// <summary>The first character of a head's line, which occurs nowhere else.</summary>
    public const byte Head = (byte)'+';

    /// <summary>The first character of an expired record's line.</summary>
    public const byte Expired = (byte)'=';

    /// <summary>The last character of a head that another one of the same write follows.</summary>
    public const byte More = (byte)'~';

    /// <summary>The length of a line with a hash in characters.</summary>
    public const int HashLineLength = 1 + Chain.HashLength;

    /// <summary>The offset of the record in its line.</summary>
    public const int RecordStart = Chain.SaltLength + 1;

    /// <summary>Reads lines from an offset.</summary>
    /// <returns>The offset after the last line.</returns>
    /// <exception cref="IOException">The file cannot be read, or has no lines.</exception>
    public static long ReadLines(string file, long offset, LineHandler take)
    {
        using var handle = LedgerLines.Open(file);
        return ReadLines(handle, offset, (line, _) =>
        {
            take(line);
            return true;
        });
    }

    /// <summary>Reads lines from an offset until the visitor stops.</summary>
    /// <returns>The offset after the last visited line.</returns>
    /// <exception cref="IOException">The file cannot be read, or has no lines.</exception>
    public static long ReadLines(SafeFileHandle file, long offset, LineVisitor take) => LedgerLines.Read(file, offset, Closed, take);

    /// <summary>The first line, even without its hash; null if the file has no complete line.</summary>
    /// <exception cref="IOException">The file cannot be read, or has no lines.</exception>
    public static byte[]? FirstLine(SafeFileHandle file)
    {
        byte[]? first = null;
        LedgerLines.Read(file, 0, LedgerLines.Ended, (line, _) =>
        {
            first = line.ToArray();
            return false;
        });
        return first;
    }

    /// <summary>The text of a line's record; empty for a line without a record.</summary>
    public static ReadOnlySpan<byte> RecordOf(ReadOnlySpan<byte> line) =>
        line.Length > RecordStart && line[RecordStart - 1] == (byte)'\t' ? line[RecordStart..] : [];

    /// <summary>True for the line of an expired record.</summary>
    public static bool IsExpired(ReadOnlySpan<byte> line) => line is [Expired, ..] && line.Length == HashLineLength;

    /// <summary>True for the line of a head that another one of the same write follows.</summary>
    public static bool HasMore(ReadOnlySpan<byte> line) => line is [Head, .., More] && line.Length == HashLineLength + 1;

    /// <summary>True for a line with only a hash.</summary>
    public static bool IsHash(ReadOnlySpan<byte> line) => IsExpired(line) || HasMore(line) || (line is [Head, ..] && line.Length == HashLineLength);

    // Ends after the last complete line with a head. A line that is being written has no line break yet.
    private static int Closed(ReadOnlySpan<byte> written)
    {
        for (var left = written; left.LastIndexOf(Head) is var at and >= 0; left = left[..at])
        {
            var length = written[at..].IndexOf((byte)'\n');
            if (length >= 0) return at + length + 1;
        }
        return 0;
    }
}
