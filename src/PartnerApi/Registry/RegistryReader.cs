namespace PartnerApi.Registry;

/// <summary>A sequence of registry lines.</summary>
internal interface IRegistrySource
{
    /// <summary>The source's manifest; available from the first line on.</summary>
    ExportManifest Manifest { get; }

    /// <summary>Whether the lines have the column <c>replaces</c>; available from the first line on.</summary>
    bool HasReplaces { get; }

    /// <summary>Reads the good lines and passes each bad one to the handler, which may throw to stop reading.</summary>
    /// <exception cref="ExportRejectedException">The file is empty or is not a registry export.</exception>
    IEnumerable<RegistryLine> Read(Action<BadLine> onBadLine);
}

/// <summary>Lines that are in memory, or generated as they are read.</summary>
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

    /// <summary>The number of bytes consumed.</summary>
    public long Position => lines.Position;

    /// <inheritdoc/>
    public IEnumerable<RegistryLine> Read(Action<BadLine> onBadLine)
    {
        ReadHeader();
        while (Next(onBadLine) is { } line) yield return line;
    }

    private void ReadHeader()
    {
        if (!lines.TryRead()) throw new ExportRejectedException(new ExportRejection.Empty());
        var line = lines.Current;
        if (line.StartsWith("\uFEFF"u8)) line = line["\uFEFF"u8.Length..];
        if (line.Contains((byte)'\r')) throw new ExportRejectedException(new ExportRejection.OnlyCarriageReturns());
        if (line.StartsWith("#"u8))
        {
            Manifest = ExportManifest.TryParse(line) ?? throw new ExportRejectedException(new ExportRejection.MalformedManifest(lines.Number));
            if (!lines.TryRead()) throw new ExportRejectedException(new ExportRejection.NoHeader());
            line = lines.Current;
        }
        if (!parser.ParseHeader(line, lines.IsCut)) throw new ExportRejectedException(new ExportRejection.InvalidHeader(lines.Number, parser.Problem!));
    }

    private RegistryLine? Next(Action<BadLine> onBadLine)
    {
        while (lines.TryRead())
        {
            if (parser.Parse(lines.Current, lines.IsCut, lines.Number) is { } line) return line;
            if (lines.IsCut && lines.Current.Contains((byte)'\r'))
                throw new ExportRejectedException(new ExportRejection.JoinedLines(lines.Number));
            onBadLine(parser.Bad(lines.Current, lines.Number));
        }
        return null;
    }
}
