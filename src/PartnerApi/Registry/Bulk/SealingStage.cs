using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using PartnerApi.Cards;
using PartnerApi.Sealing;
using PartnerApi.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Registry.Bulk;

/// <summary>The days that an import needs.</summary>
/// <param name="Today">The day for which validity is computed.</param>
/// <param name="AsOf">The day whose state the lines show. A card that they report lost or revoked was in force until then.</param>
internal readonly record struct ImportDays(DateOnly Today, DateOnly AsOf);

/// <summary>
/// The stage between resolving lines and writing rows: turns resolved lines into files of sorted sealed rows. Runs one sealer for each core, in bounded
/// memory.
/// </summary>
/// <param name="keys">Derives the keys of rows and records.</param>
/// <param name="cards">Looks up known cards.</param>
/// <param name="holders">Opens the records of their holders.</param>
/// <param name="sessions">Sessions for the look-ups; null if the database has no cards yet.</param>
/// <param name="folder">The folder for the files.</param>
/// <param name="window">The months in which events are counted.</param>
/// <param name="days">The days of the import.</param>
internal sealed class SealingStage(
    IKeyService keys, CardReader cards, HolderReader holders, ReadSessions? sessions, string folder, EnrollmentWindow window, ImportDays days)
{
    private const int BytesInPiece = 1 << 16, PiecesWaiting = 8, RowsInRun = 1 << 14, CardsInBatch = 256;

    private readonly ConcurrentBag<(RowLayout Layout, string File, long Rows)> runs = [];
    private readonly ConcurrentBag<EnrollmentTally> tallies = [];
    private readonly ConcurrentBag<ImportChanges> changes = [];
    private ExceptionDispatchInfo? failure;

    public IEnumerable<string> Runs(RowLayout layout) => runs.Where(run => run.Layout == layout).Select(run => run.File);

    public long Rows => runs.Sum(run => run.Rows);

    /// <summary>The statistics counts of all sealers.</summary>
    public EnrollmentTally Tally()
    {
        var sum = new EnrollmentTally(window);
        foreach (var tally in tallies) sum.Add(tally);
        return sum;
    }

    public ImportChanges Changes()
    {
        var sum = new ImportChanges();
        foreach (var part in changes) sum.Add(part);
        return sum;
    }

    public void Run(SpilledLines lines, ResolvedLines resolved, IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        using var batches = new BlockingCollection<Action<HolderSealer, ReadSession?>>(PiecesWaiting);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var sealers = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Start(() => SealBatches(batches, resolved.Withdrawals, stop))).ToArray();
        try
        {
            Feed(lines, resolved, batches, progress, stop.Token);
            batches.CompleteAdding();
        }
        catch (OperationCanceledException) when (failure is not null)
        {
            // The sealer's own failure is thrown below.
        }
        catch
        {
            stop.Cancel();
            throw;
        }
        finally
        {
            Task.WaitAll(sealers, CancellationToken.None);
        }
        failure?.Throw();
    }

    private static Task Start(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void Feed(
        SpilledLines lines, ResolvedLines resolved, BlockingCollection<Action<HolderSealer, ReadSession?>> batches, IProgress<ImportProgress>? progress,
        CancellationToken stop)
    {
        var done = 0L;
        foreach (var piece in lines.Pieces(BytesInPiece))
        {
            batches.Add((sealer, known) => SealPiece(lines, piece, resolved, sealer, known), stop);
            done += piece.Count;
            progress?.Report(new ImportProgress(ImportPhase.Sealing, done, lines.Count));
        }
        foreach (var chains in resolved.Chains.Chunk(CardsInBatch)) batches.Add((sealer, known) => SealChains(lines, chains, sealer, known), stop);
        foreach (var cards in resolved.Withdrawn.Chunk(CardsInBatch))
        {
            batches.Add(
                (sealer, known) =>
                {
                    foreach (var (number, state) in cards) sealer.Withdraw(number, state, known);
                },
                stop);
        }
        progress?.Report(new ImportProgress(ImportPhase.Sealing, lines.Count, lines.Count));
    }

    private static void SealPiece(SpilledLines lines, SealedPiece piece, ResolvedLines resolved, HolderSealer sealer, ReadSession? known)
    {
        var buffer = new byte[SealedFile.MostPlain];
        var rest = piece.Lines.Span;
        for (var index = piece.First; index < piece.First + piece.Count; index++)
        {
            var line = lines.Next(ref rest, buffer);
            if (!lines.IsSkipped(index) && !resolved.InChain.Contains(index)) sealer.Seal([new HolderCard(line.Number, line)], known);
        }
    }

    private static void SealChains(SpilledLines lines, CardChain[] chains, HolderSealer sealer, ReadSession? known)
    {
        foreach (var chain in chains)
        {
            var oldest = new HolderCard(chain.Oldest, chain.OldestIndex is { } index ? lines.Read(index) : null);
            var successors = chain.Successors.Select(lines.Read).Select(line => new HolderCard(line.Number, line));
            sealer.Seal([oldest, .. successors], known);
        }
    }

    private void SealBatches(BlockingCollection<Action<HolderSealer, ReadSession?>> batches, Withdrawals withdrawals, CancellationTokenSource stop)
    {
        try
        {
            var writers = new RowWriters(folder, RowsInRun);
            var tally = new EnrollmentTally(window);
            using var sealer = new HolderSealer(keys, cards, holders, new HolderCounting(tally), writers, withdrawals, days);
            foreach (var batch in batches.GetConsumingEnumerable(stop.Token))
            {
                // A session for each batch only: an open snapshot keeps the WAL from being truncated.
                using var session = sessions?.Begin();
                batch(sealer, session);
            }
            foreach (var writer in writers.All)
            {
                writer.Flush();
                foreach (var run in writer.Runs) runs.Add((writer.Layout, run.File, run.Rows));
            }
            tallies.Add(tally);
            changes.Add(sealer.Changes);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The canceling thread reports the reason.
        }
        catch (Exception error)
        {
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(error), null);
            stop.Cancel();
        }
    }
}
