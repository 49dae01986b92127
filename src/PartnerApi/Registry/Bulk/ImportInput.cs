using System.Globalization;
using PartnerApi.Cards;
using PartnerApi.Storage;

namespace PartnerApi.Registry.Bulk;

/// <summary>What an import is given: reads all of it into sealed temporary files, and decides which lines are taken.</summary>
internal sealed class ImportInput(SpillFolder folder, IRegistrySource source, ImportOptions options) : IDisposable
{
    private const int LinesBetweenReports = 1 << 12;

    private readonly SpilledBadLines badLines = new(folder);
    private readonly Withdrawals withdrawals = new();
    private readonly Placeholders placeholders = new();
    private long skipped;

    /// <summary>The good lines.</summary>
    public SpilledLines Lines { get; } = new(folder);

    /// <summary>The day whose state they show; null when nobody said.</summary>
    public DateOnly? AsOf { get; private set; }

    /// <summary>How many lines are taken.</summary>
    public long Taken => Lines.Taken;

    /// <summary>Reads everything.</summary>
    /// <param name="newest">The newest as-of date of an earlier import.</param>
    /// <param name="today">Today, or the day of the trusted time.</param>
    /// <param name="isTrusted">Whether the clock is trusted, so that it is today.</param>
    /// <param name="progress">Told several times a second.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InvalidDataException">It is no export, or not the expected one.</exception>
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
        if (Problem(options.Expect ?? source.Manifest.Cards, newest, today, isTrusted) is { } reason) throw new InvalidDataException(reason);
    }

    /// <summary>Decides what the lines mean beside one another and beside known cards.</summary>
    public ResolvedLines Resolve(CardReader cards, ReadSessions? known, CancellationToken cancellation) =>
        ResolvedLines.Of(Lines, withdrawals, cards, known, SetAside, cancellation);

    /// <summary>What came of it.</summary>
    public ImportResult Result(ResolvedLines resolved, ImportChanges changes) => new(Taken, skipped, changes)
    {
        Withdrawing = withdrawals.Lines,
        Unreadable = withdrawals.Unreadable,
        Conflicting = resolved.Conflicting,
        Placeholders = placeholders,
        AsOf = AsOf,
    };

    /// <summary>Hands the lines that were set aside to whoever wants them.</summary>
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
        SetAside(line);
    }

    private void SetAside(BadLine line)
    {
        options.OnBadLine(line);
        skipped++;
        if (options.KeepBadLines is not null) badLines.Add(line, source.HasReplaces);
    }

    private string? Problem(long? expected, DateOnly? newest, DateOnly today, bool isTrusted)
    {
        var count = Lines.Count + skipped;
        if (expected is { } lines && lines != count)
            return string.Create(CultureInfo.InvariantCulture, $"it has {count:N0} lines after the header where {lines:N0} are expected, so it is not whole");
        if (AsOf > today)
        {
            var limit = isTrusted ? "today" : $"{Text(today)}, the day of the trusted time; the clock is not trusted: see 'clock status'";
            return $"its as-of date, {Text(AsOf)}, is after {limit}";
        }
        return AsOf < newest && !options.TakesOlder
            ? $"its as-of date, {Text(AsOf)}, is before that of an earlier import, {Text(newest)}; --force imports it all the same"
            : null;
    }

    private static string Text(DateOnly? day) => string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd}");
}
