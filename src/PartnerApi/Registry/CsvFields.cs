namespace PartnerApi.Registry;

/// <summary>Splits one line into fields by RFC 4180, strictly: anything that the standard leaves open is rejected, not guessed.</summary>
internal sealed class CsvFields(int expected)
{
    private const byte Quote = (byte)'"', Comma = (byte)',';

    private readonly byte[] content = new byte[LineReader.MaxLength];
    private readonly int[] ends = new int[expected];
    private int used;

    /// <summary>The number of fields in the line. Only the expected ones can be read.</summary>
    public int Count { get; private set; }

    /// <summary>A field without its quotation marks.</summary>
    public ReadOnlySpan<byte> this[int field]
    {
        get
        {
            var start = field == 0 ? 0 : ends[field - 1];
            return content.AsSpan(start, ends[field] - start);
        }
    }

    /// <summary>Splits a line of at most <see cref="LineReader.MaxLength"/> bytes; returns the problem in the field <see cref="Count"/>, or null.</summary>
    public string? Split(ReadOnlySpan<byte> line)
    {
        used = 0;
        Count = 0;
        while (true)
        {
            var isQuoted = line.Length > 0 && line[0] == Quote;
            var problem = isQuoted ? TakeQuoted(ref line) : TakePlain(ref line);
            if (problem is not null) return problem;

            if (Count < expected) ends[Count] = used;
            Count++;
            if (line.IsEmpty) return null;
            line = line[1..];
        }
    }

    private string? TakePlain(ref ReadOnlySpan<byte> line)
    {
        var comma = line.IndexOf(Comma);
        var field = comma < 0 ? line : line[..comma];
        if (field.Contains(Quote)) return "a quotation mark inside a field that is not in quotation marks";
        Keep(field);
        line = line[field.Length..];
        return null;
    }

    private string? TakeQuoted(ref ReadOnlySpan<byte> line)
    {
        do
        {
            line = line[1..];
            var quote = line.IndexOf(Quote);
            if (quote < 0) return "the closing quotation mark is missing";
            Keep(line[..quote]);
            line = line[(quote + 1)..];
            var isDoubled = line.Length > 0 && line[0] == Quote;
            if (!isDoubled) break;
            Keep("\""u8);
        }
        while (true);
        return line.IsEmpty || line[0] == Comma ? null : "text after the closing quotation mark";
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(content.AsSpan(used));
        used += bytes.Length;
    }
}
