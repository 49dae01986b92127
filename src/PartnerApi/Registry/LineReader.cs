namespace PartnerApi.Registry;

/// <summary>
/// Reads a file line by line as bytes. Only the line break ends a line, even inside quotation marks, so a broken line never swallows the next and line
/// numbers stay correct. Memory is constant: only the beginning of an over-long line is kept.
/// </summary>
internal sealed class LineReader(Stream input)
{
    /// <summary>The most bytes in a line, without its line break.</summary>
    public const int MaxLength = 4_096;

    private readonly byte[] buffer = new byte[1 << 17];
    private int start;
    private int end;
    private bool isAtEnd;
    private ReadOnlyMemory<byte> current;

    /// <summary>The number of the line read last, counted from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The number of bytes consumed, including line breaks.</summary>
    public long Position { get; private set; }

    /// <summary>Whether the line read last was longer than <see cref="MaxLength"/> and therefore cut.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The line read last, without its line break (LF or CRLF). Valid until the next line is read.</summary>
    public ReadOnlySpan<byte> Current => current.Span;

    /// <summary>Reads the next line; false at the end.</summary>
    public bool TryRead()
    {
        IsCut = false;
        var length = FindBreak();
        if (length < 0)
        {
            length = end - start;
            if (length == 0) return false;
            if (length > MaxLength)
            {
                current = Cut();
                return true;
            }
        }

        current = buffer.AsMemory(start, length);
        Take(Math.Min(length + 1, end - start));
        if (Current.EndsWith("\r"u8)) current = current[..^1];
        if (current.Length > MaxLength)
        {
            current = current[..MaxLength];
            IsCut = true;
        }
        Number++;
        return true;
    }

    // The distance to the next line feed; -1 if the file ends or the maximum length is exceeded first.
    private int FindBreak()
    {
        var searched = 0;
        while (true)
        {
            var found = buffer.AsSpan(start + searched, end - start - searched).IndexOf((byte)'\n');
            if (found >= 0) return searched + found;
            searched = end - start;
            if (searched > MaxLength + 1 || !Fill()) return -1;
        }
    }

    private byte[] Cut()
    {
        var beginning = buffer.AsSpan(start, MaxLength).ToArray();
        do
        {
            var found = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            Take(found < 0 ? end - start : found + 1);
            if (found >= 0) break;
        }
        while (Fill());
        IsCut = true;
        Number++;
        return beginning;
    }

    private void Take(int bytes)
    {
        start += bytes;
        Position += bytes;
    }

    private bool Fill()
    {
        if (isAtEnd) return false;
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        end -= start;
        start = 0;
        var read = input.Read(buffer, end, buffer.Length - end);
        end += read;
        isAtEnd = read == 0;
        return !isAtEnd;
    }
}
