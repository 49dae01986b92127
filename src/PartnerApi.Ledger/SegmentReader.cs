using Microsoft.Win32.SafeHandles;

namespace PartnerApi.Ledger;

/// <summary>
/// Reads segments line by line, also while they are written. The first line is the header. A record's line is <c>salt TAB record</c>, after its
/// retention <c>=leaf</c>; behind the header, and behind the records that were written together, stands <c>+head</c>. What no head stands behind yet
/// is not read: it may not be on the disk, and what a crash leaves of it goes.
/// </summary>
public static class SegmentReader
{
    /// <summary>What a line with a head begins with; it stands nowhere else.</summary>
    public const byte Head = (byte)'+';

    /// <summary>What the line of a record begins with when record and salt are gone.</summary>
    public const byte Expired = (byte)'=';

    /// <summary>What a head ends with when another one of the same write follows.</summary>
    public const byte More = (byte)'~';

    /// <summary>Characters of a line that holds a hash.</summary>
    public const int HashLineLength = 1 + Chain.HashLength;

    /// <summary>Where the record begins in its line.</summary>
    public const int RecordStart = Chain.SaltLength + 1;

    /// <summary>Reads lines from an offset on.</summary>
    /// <returns>The offset behind the last line.</returns>
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

    /// <summary>Reads lines from an offset on, as long as they are wanted.</summary>
    /// <returns>The offset behind the last line that was taken.</returns>
    /// <exception cref="IOException">The file cannot be read, or has no lines.</exception>
    public static long ReadLines(SafeFileHandle file, long offset, LineVisitor take) => LedgerLines.Read(file, offset, Closed, take);

    /// <summary>The first line, also when no head stands behind it; null when there is none.</summary>
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

    /// <summary>The record of a line as text; empty for a line that has none, or none any more.</summary>
    public static ReadOnlySpan<byte> RecordOf(ReadOnlySpan<byte> line) =>
        line.Length > RecordStart && line[RecordStart - 1] == (byte)'\t' ? line[RecordStart..] : [];

    /// <summary>Whether a line held a record whose retention has ended.</summary>
    public static bool IsExpired(ReadOnlySpan<byte> line) => line is [Expired, ..] && line.Length == HashLineLength;

    /// <summary>Whether a line holds a head behind which its write goes on.</summary>
    public static bool HasMore(ReadOnlySpan<byte> line) => line is [Head, .., More] && line.Length == HashLineLength + 1;

    /// <summary>Whether a line holds a hash and nothing else.</summary>
    public static bool IsHash(ReadOnlySpan<byte> line) => IsExpired(line) || HasMore(line) || (line is [Head, ..] && line.Length == HashLineLength);

    // Up to the end of the last line with a head; one that is being written has no end yet.
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
