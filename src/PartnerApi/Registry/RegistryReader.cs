namespace PartnerApi.Registry;

/// <summary>Lines of cards from somewhere, one after another.</summary>
internal interface IRegistrySource
{
    /// <summary>What the source says of itself; holds from the first line on.</summary>
    ExportManifest Manifest { get; }

    /// <summary>Whether its lines have the column <c>replaces</c>; holds from the first line on.</summary>
    bool HasReplaces { get; }

    /// <summary>Reads the good lines; the handler is told of each bad one, and throws to stop the reading.</summary>
    /// <exception cref="InvalidDataException">The file is empty, or does not begin as an export does: then it is some other file.</exception>
    IEnumerable<RegistryLine> Read(Action<BadLine> onBadLine);
}

/// <summary>Cards that are in memory, or made as they are read.</summary>
internal sealed class RegistryLines(IEnumerable<RegistryLine> lines, DateOnly? asOf) : IRegistrySource
{
    /// <inheritdoc/>
    public ExportManifest Manifest { get; } = new(asOf, null);

    /// <inheritdoc/>
    public bool HasReplaces => true;

    /// <inheritdoc/>
    public IEnumerable<RegistryLine> Read(Action<BadLine> onBadLine) => lines;
}

/// <summary>Streams the cards of a registry export, in constant memory.</summary>
internal sealed class RegistryReader(Stream input) : IRegistrySource
{
    private readonly LineReader lines = new(input);
    private readonly RegistryLineParser parser = new();

    /// <inheritdoc/>
    public ExportManifest Manifest { get; private set; } = ExportManifest.None;

    /// <inheritdoc/>
    public bool HasReplaces => parser.HasReplaces;

    /// <summary>How many bytes of the file have been taken.</summary>
    public long Position => lines.Position;

    /// <inheritdoc/>
    public IEnumerable<RegistryLine> Read(Action<BadLine> onBadLine)
    {
        ReadHeader();
        while (Next(onBadLine) is { } line) yield return line;
    }

    private void ReadHeader()
    {
        if (!lines.TryRead()) throw new InvalidDataException("the file is empty");
        var line = lines.Current;
        if (line.StartsWith("\uFEFF"u8)) line = line["\uFEFF"u8.Length..];
        if (line.Contains((byte)'\r')) throw new InvalidDataException("its lines end in CR alone; export it with LF or CRLF line ends");
        if (line.StartsWith("#"u8))
        {
            Manifest = ExportManifest.Parse(line, out var problem) ?? throw new InvalidDataException($"line {lines.Number}: {problem}");
            if (!lines.TryRead()) throw new InvalidDataException("the file has no header");
            line = lines.Current;
        }
        if (!parser.ParseHeader(line, lines.IsCut)) throw new InvalidDataException(parser.Problem!.At(lines.Number));
    }

    private RegistryLine? Next(Action<BadLine> onBadLine)
    {
        while (lines.TryRead())
        {
            if (parser.Parse(lines.Current, lines.IsCut, lines.Number) is { } line) return line;
            if (lines.IsCut && lines.Current.Contains((byte)'\r'))
            {
                throw new InvalidDataException(
                    $"line {lines.Number}: CR alone joins several lines, and they are too long to look for lost cards in them; end lines in LF or CRLF");
            }
            onBadLine(parser.Bad(lines.Current, lines.Number));
        }
        return null;
    }
}
