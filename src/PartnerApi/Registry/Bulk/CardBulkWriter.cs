using PartnerApi.Cards;
using PartnerApi.Clocks;
using PartnerApi.Core;
using PartnerApi.Sealing;
using PartnerApi.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Registry.Bulk;

/// <summary>
/// Writes a registry export. Its lines are read and kept sealed in a temporary file until it is known what they mean beside one another; then they are sealed
/// into rows on all cores, sorted outside memory, and inserted in the order of their tags in short transactions, under a generation that nobody sees yet;
/// then one number is raised, and everything is visible at once. A process that is killed at any moment leaves the previous state. Questions and other
/// writers go on in the meantime. A known number keeps its holder's handle, and so does a card that replaces another; cards that the export does not name
/// stay as they are. Enrollment is counted on the way, and the counts come with the cards.
/// </summary>
internal sealed class CardBulkWriter(
    Store store, StorageSettings settings, ReadSessions sessions, CardReader cards, HolderReader holders, IKeyService keys, EnrollmentCounting counting,
    ImportStates imports, ImportSettings limits, TrustedTime trusted)
{
    // A release of statistics holds the lock for a moment; another import for longer.
    private static readonly TimeSpan MostOfRelease = TimeSpan.FromSeconds(3);

    /// <summary>Imports what <paramref name="source"/> has, which is pulled on the caller's thread. Blocks until all is done.</summary>
    /// <param name="source">The lines; an exception from the reading stops the import, and nothing has changed.</param>
    /// <param name="options">How it is made.</param>
    /// <param name="progress">Told several times a second.</param>
    /// <param name="cancellation">Stops the import until the new state becomes visible; nothing has changed then.</param>
    /// <exception cref="InvalidDataException">
    /// The source is no export, not the expected one, or changes too much at once; the message says why. Nothing has changed.
    /// </exception>
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
        input.Read(ImportStates.Read(connection).NewestDate, today, trusted.Last.IsTrusted, progress, cancellation);
        var known = visible > 0 ? sessions : null;
        var resolved = input.Resolve(cards, known, cancellation);
        var stage = new SealingStage(keys, cards, holders, known, spill.Path, counting.Open(connection), today);
        stage.Run(input.Lines, resolved, progress, cancellation);

        var changes = stage.Changes();
        var (inForce, stored) = known is null ? (0, 0) : new CardsInForce(cards).Count(connection, visible, today);
        var finished = new FinishedImport(input.AsOf, input.Taken, changes.Covered, inForce) { Stored = stored };
        var stopped = limits.Problem(changes, inForce, options);
        var result = input.Result(resolved, changes) with { MakesFinal = imports.MakesFinal(finished), Stopped = stopped };
        if (options.IsCheck)
        {
            input.KeepBadLines();
            return result;
        }
        if (stopped is not null) throw new InvalidDataException(stopped);

        Raise(connection, CardGenerations.Written, visible + 1);
        Insert(connection, stage, visible + 1, progress, cancellation);
        cancellation.ThrowIfCancellationRequested();
        Show(connection, visible + 1, stage.Tally(), finished);
        input.KeepBadLines();
        return result with { Swept = TrySweep(connection, sweep, visible + 1, known is not null) };
    }

    /// <summary>Finishes what an earlier import did not; returns the visible generation.</summary>
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
            using var rows = new RunMerge(layout, stage.Runs(layout));
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

    // The import has happened: what cannot be swept now is left to the next one.
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

    // From one moment to the next, the cards are there and counted: no kill leaves them counted twice, or not at all.
    private void Show(BulkConnection connection, long generation, EnrollmentTally tally, FinishedImport import) => connection.RunDurably(() =>
    {
        Set(connection, CardGenerations.Visible, generation);
        counting.Add(connection, tally);
        imports.Record(connection, import);
        trusted.Advance(connection);
    });

    // A transaction of its own.
    private static void Raise(BulkConnection connection, string name, long value) => connection.RunDurably(() => Set(connection, name, value));

    private static void Set(BulkConnection connection, string name, long value)
    {
        using var statement = connection.Prepare("""UPDATE "Generations" SET "Value" = $1 WHERE "Name" = $2""");
        statement.Bind(1, value).Bind(2, name).Run();
    }
}
