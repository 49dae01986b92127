namespace PartnerApi.Registry;

/// <summary>Told about each bad line: its number, what is wrong, and its bytes as far as they were read. Throw to stop.</summary>
internal delegate void BadLineHandler(long number, LineProblem problem, ReadOnlySpan<byte> bytes);

/// <summary>Streams the cards of a registry export, in constant memory.</summary>
internal sealed class RegistryReader(Stream input, BadLineHandler onBadLine)
{
    private readonly LineReader lines = new(input);
    private readonly RegistryLineParser parser = new();

    /// <summary>How many bytes of the file have been taken.</summary>
    public long Position => lines.Position;

    /// <summary>Reads the good lines and hands the bad ones to the handler.</summary>
    /// <exception cref="InvalidDataException">The file is empty, or its first line is not the header: then it is some other file.</exception>
    public IEnumerable<RegistryLine> Read()
    {
        ReadHeader();
        while (Next() is { } line) yield return line;
    }

    private void ReadHeader()
    {
        if (!lines.TryRead(out var header)) throw new InvalidDataException("the file is empty");
        if (header.StartsWith("\uFEFF"u8)) header = header["\uFEFF"u8.Length..];
        if (!parser.ParseHeader(header, lines.IsCut)) throw new InvalidDataException(parser.Problem!.At(lines.Number));
    }

    private RegistryLine? Next()
    {
        while (lines.TryRead(out var bytes))
        {
            if (parser.Parse(bytes, lines.IsCut, lines.Number) is { } line) return line;
            onBadLine(lines.Number, parser.Problem!, bytes);
        }
        return null;
    }
}
