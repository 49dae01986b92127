using PartnerApi.Cards;
using PartnerApi.Clocks;
using PartnerApi.Core;
using PartnerApi.Sealing;
using PartnerApi.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Registry.Bulk;

/// <summary>
/// Writes a registry export to the database. It reads all lines into a sealed temporary file and resolves duplicates, conflicts, and replacements. It seals
/// the lines into rows on all cores, sorts them externally, and inserts them in tag order, in short transactions, under a new generation that readers ignore.
/// Raising one number then makes all rows visible at once. A process killed at any moment leaves the previous state. Requests and other writers continue
/// meanwhile. A known card, and a card that replaces another, keeps its holder's handle. Cards that the export does not name do not change. The enrollment
/// counts become visible with the cards.
/// </summary>
internal sealed class CardBulkWriter(
    Store store, StorageSettings settings, ReadSessions sessions, CardReader cards, HolderReader holders, IKeyService keys, EnrollmentCounting counting,
    ImportStateStore imports, ImportSettings limits, TrustedTime trusted)
{
    // A release of statistics holds the lock briefly; another import holds it longer.
    private static readonly TimeSpan MostOfRelease = TimeSpan.FromSeconds(3);

    /// <summary>Imports the lines of <paramref name="source"/>, which it reads on the caller's thread. Blocks until the import is complete.</summary>
    /// <param name="source">The lines. An exception while reading stops the import without changes.</param>
    /// <param name="options">Checks, limits, and handlers of bad lines.</param>
    /// <param name="progress">Receives reports several times a second.</param>
    /// <param name="cancellation">Stops the import without changes, until the new state becomes visible.</param>
    /// <exception cref="ExportRejectedException">The source is not an export. Nothing has changed.</exception>
    /// <exception cref="ImportRejectedException">It is not the expected export, or would change too much. Nothing has changed.</exception>
    /// <exception cref="StoreUnavailableException">
    /// The database or the disk cannot be written, or another import is running. Nothing has changed.
    /// </exception>
    public ImportResult Write(IRegistrySource source, ImportOptions options, IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        using var alone = FileLock.Wait(Path.Combine(settings.DataFolder, StorageSettings.ImportLock), MostOfRelease) ??
            throw new StoreUnavailableException("another import is running on this data folder", StoreTrouble.Busy);
        using var connection = store.OpenBulk();
        if (!connection.TryLockImports()) throw new StoreUnavailableException("another import is running on this database", StoreTrouble.Busy);
        var sweep = new GenerationSweep(connection, progress is null ? null : progress.Report);
        var visible = Clear(connection, sweep);
        var today = trusted.Today();

        using var spill = new SpillFolder(settings.DataFolder);
        using var input = new ImportInput(spill, source, options);
        input.Read(ImportStateStore.Read(connection).NewestDate, today, trusted.Last.IsTrusted, progress, cancellation);
        var known = visible > 0 ? sessions : null;
        var resolved = input.Resolve(cards, known, cancellation);
        var stage = new SealingStage(keys, cards, holders, known, spill.Path, counting.Open(connection), new ImportDays(today, input.AsOf ?? today));
        stage.Run(input.Lines, resolved, progress, cancellation);

        var changes = stage.Changes();
        var (inForce, stored) = known is null ? (0, 0) : new CardsInForce(cards).Count(connection, visible, today);
        var finished = new FinishedImport(input.AsOf, input.Taken, changes.Covered, inForce) { Stored = stored };
        var stopped = limits.Rejection(changes, inForce, options);
        var samePersons = SamePersons.Count(stage.Runs(RowLayout.PersonEntries));
        var result = input.Result(resolved, changes) with { SamePersons = samePersons, MakesFinal = imports.MakesFinal(finished), Stopped = stopped };
        if (options.IsCheck)
        {
            input.KeepBadLines();
            return result;
        }
        if (stopped is not null) throw new ImportRejectedException(stopped);

        Raise(connection, CardGenerations.Written, visible + 1);
        Insert(connection, stage, visible + 1, progress, cancellation);
        cancellation.ThrowIfCancellationRequested();
        Show(connection, visible + 1, stage.Tally(), finished);
        input.KeepBadLines();
        return result with { Swept = TrySweep(connection, sweep, visible + 1, known is not null) };
    }

    /// <summary>Cleans up after an unfinished import; returns the visible generation.</summary>
    private static long Clear(BulkConnection connection, GenerationSweep sweep)
    {
        var visible = Read(connection, CardGenerations.Visible);
        if (Read(connection, CardGenerations.Written) > visible)
        {
            sweep.RemoveUnfinished(visible);
            Raise(connection, CardGenerations.Written, visible);
        }
        if (Read(connection, CardGenerations.Swept) < visible) Sweep(connection, sweep, visible, replaced: true);
        return visible;
    }

    private static void Insert(
        BulkConnection connection, SealingStage stage, long generation, IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        var insert = new ChunkedInsert(connection, generation);
        var total = stage.Rows;
        var done = 0L;
        foreach (var layout in RowLayout.All)
        {
            using var rows = new RunMerger(layout, stage.Runs(layout));
            insert.Insert(
                layout,
                rows,
                count =>
                {
                    done += count;
                    progress?.Report(new ImportProgress(ImportPhase.Writing, done, total));
                },
                cancellation);
        }
    }

    // The import is complete. If the sweep fails, the next import repeats it.
    private static bool TrySweep(BulkConnection connection, GenerationSweep sweep, long visible, bool replaced)
    {
        try
        {
            return Sweep(connection, sweep, visible, replaced);
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    private static bool Sweep(BulkConnection connection, GenerationSweep sweep, long visible, bool replaced)
    {
        if (replaced)
        {
            sweep.RemoveSuperseded(visible);
            sweep.JoinSmallGroups();
        }
        Raise(connection, CardGenerations.Swept, visible);
        return connection.Clean(RowLayout.All.Select(layout => layout.Table).Append(EnrollmentCounting.Table));
    }

    private static long Read(BulkConnection connection, string name)
    {
        using var statement = connection.Prepare("""SELECT "Value" FROM "Generations" WHERE "Name" = $1""");
        return statement.Bind(1, name).Step() ? statement.Int64(0) : throw new InvalidOperationException($"There is no generation {name}.");
    }

    // One transaction makes the cards visible and adds their counts, so that a kill cannot leave them counted twice or not at all.
    private void Show(BulkConnection connection, long generation, EnrollmentTally tally, FinishedImport import) => connection.RunDurably(() =>
    {
        Set(connection, CardGenerations.Visible, generation);
        counting.Add(connection, tally);
        imports.Record(connection, import);
        trusted.Advance(connection);
    });

    // Runs in its own transaction.
    private static void Raise(BulkConnection connection, string name, long value) => connection.RunDurably(() => Set(connection, name, value));

    private static void Set(BulkConnection connection, string name, long value)
    {
        using var statement = connection.Prepare("""UPDATE "Generations" SET "Value" = $1 WHERE "Name" = $2""");
        statement.Bind(1, value).Bind(2, name).Run();
    }
}
