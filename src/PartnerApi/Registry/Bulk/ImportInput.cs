using PartnerApi.Cards;
using PartnerApi.Storage;

namespace PartnerApi.Registry.Bulk;

/// <summary>Reads the input of an import into sealed temporary files, and decides which lines are imported.</summary>
internal sealed class ImportInput(SpillFolder folder, IRegistrySource source, ImportOptions options) : IDisposable
{
    private const int LinesBetweenReports = 1 << 12;

    private readonly SpilledBadLines badLines = new(folder);
    private readonly Withdrawals withdrawals = new();
    private readonly Placeholders placeholders = new();
    private long skipped;

    public SpilledLines Lines { get; } = new(folder);

    /// <summary>The day whose state the lines show; null if not given.</summary>
    public DateOnly? AsOf { get; private set; }

    public long Taken => Lines.Taken;

    /// <summary>Reads all lines.</summary>
    /// <param name="newest">The newest as-of date of earlier imports.</param>
    /// <param name="today">Today if the clock is trusted, else the day of the trusted time.</param>
    /// <param name="isTrusted">Whether the clock is trusted.</param>
    /// <param name="progress">Receives reports several times a second.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="ExportRejectedException">The source is not an export.</exception>
    /// <exception cref="ImportRejectedException">It is not the expected export.</exception>
    public void Read(DateOnly? newest, DateOnly today, bool isTrusted, IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        foreach (var line in source.Read(TakeBad))
        {
            cancellation.ThrowIfCancellationRequested();
            if (TooLong(line) is { } problem)
            {
                TakeBad(new BadLine(line, problem));
                continue;
            }
            Lines.Add(line);
            placeholders.Count(line);
            if (Lines.Count % LinesBetweenReports == 0) progress?.Report(new ImportProgress(ImportPhase.Reading, Lines.Count, null));
        }
        Lines.Complete();
        progress?.Report(new ImportProgress(ImportPhase.Reading, Lines.Count, Lines.Count));
        AsOf = options.AsOf ?? source.Manifest.AsOf;
        if (Rejection(options.Expect ?? source.Manifest.Cards, newest, today, isTrusted) is { } reason) throw new ImportRejectedException(reason);
    }

    /// <summary>Compares the lines with each other and with known cards, and skips those that conflict.</summary>
    public ResolvedLines Resolve(CardReader cards, ReadSessions? known, CancellationToken cancellation) =>
        ResolvedLines.Of(Lines, withdrawals, cards, known, Skip, cancellation);

    public ImportResult Result(ResolvedLines resolved, ImportChanges changes) => new(Taken, skipped, changes)
    {
        Withdrawing = withdrawals.Lines,
        Unreadable = withdrawals.Unreadable,
        Conflicting = resolved.Conflicting,
        Placeholders = placeholders,
        AsOf = AsOf,
    };

    /// <summary>Passes the skipped lines to <see cref="ImportOptions.KeepBadLines"/>.</summary>
    public void KeepBadLines() => options.KeepBadLines?.Invoke(badLines.InOrder());

    /// <inheritdoc/>
    public void Dispose()
    {
        Lines.Dispose();
        badLines.Dispose();
    }

    private static LineProblem? TooLong(RegistryLine line) =>
        RecordBlob.TextBytes(HolderSealer.Details(line)) > RecordBlob.MaxTextBytes
            ? new LineProblem(RegistryColumn.LegalName, $"name and address have more than {RecordBlob.MaxTextBytes} bytes together")
            : null;

    private void TakeBad(BadLine line)
    {
        withdrawals.Add(line);
        Skip(line);
    }

    private void Skip(BadLine line)
    {
        options.OnBadLine(line);
        skipped++;
        if (options.KeepBadLines is not null) badLines.Add(line, source.HasReplaces);
    }

    private ImportRejection? Rejection(long? expected, DateOnly? newest, DateOnly today, bool isTrusted)
    {
        var count = Lines.Count + skipped;
        if (expected is { } lines && lines != count) return new ImportRejection.UnexpectedCount(count, lines);
        if (AsOf is not { } asOf) return null;
        if (asOf > today) return new ImportRejection.TooLateAsOf(asOf, today, isTrusted);
        return asOf < newest && !options.TakesOlder ? new ImportRejection.OlderThanEarlier(asOf, newest.Value) : null;
    }
}
