namespace PartnerApi.Registry;

/// <summary>Streams the cards of a registry export, in constant memory.</summary>
/// <param name="input">The file.</param>
/// <param name="onBadLine">Told the number of each bad line and what is wrong with it. Throws to stop the reading.</param>
internal sealed class RegistryReader(Stream input, Action<long, LineProblem> onBadLine)
{
    private readonly LineReader lines = new(input);
    private readonly RegistryLineParser parser = new();

    /// <summary>How many bytes of the file have been taken.</summary>
    public long Position => lines.Position;

    /// <summary>The bytes of the line read last, good or bad, without its line break; of an over-long line the beginning.</summary>
    public ReadOnlySpan<byte> CurrentLine => lines.Current;

    /// <summary>Reads the good lines and hands the bad ones to the handler.</summary>
    /// <exception cref="InvalidDataException">The file is empty, or its first line is not the header: then it is some other file.</exception>
    public IEnumerable<RegistryLine> Read()
    {
        ReadHeader();
        while (Next() is { } line) yield return line;
    }

    private void ReadHeader()
    {
        if (!lines.TryRead()) throw new InvalidDataException("the file is empty");
        var header = lines.Current;
        if (header.StartsWith("\uFEFF"u8)) header = header["\uFEFF"u8.Length..];
        if (!parser.ParseHeader(header, lines.IsCut)) throw new InvalidDataException(parser.Problem!.At(lines.Number));
    }

    private RegistryLine? Next()
    {
        while (lines.TryRead())
        {
            if (parser.Parse(lines.Current, lines.IsCut, lines.Number) is { } line) return line;
            onBadLine(lines.Number, parser.Problem!);
        }
        return null;
    }
}
