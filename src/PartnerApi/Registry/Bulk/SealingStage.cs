using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using PartnerApi.Cards;
using PartnerApi.Policy;
using PartnerApi.Sealing;
using PartnerApi.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Registry.Bulk;

/// <summary>The first half of an import: lines in, files of sorted sealed rows out. One sealer a core; little is in memory at a time.</summary>
internal sealed class SealingStage(
    IKeyService keys, CardReader cards, ReadSessions sessions, string folder, long generation, EnrollmentWindow window, DateOnly asOf)
{
    private const int LinesInBatch = 256, BatchesWaiting = 8, RowsInRun = 1 << 14;

    private readonly ConcurrentBag<(RowLayout Layout, string File)> runs = [];
    private readonly ConcurrentBag<EnrollmentTally> tallies = [];
    private long known;
    private long covered;
    private ExceptionDispatchInfo? failure;

    /// <summary>Lines that were sealed.</summary>
    public long Lines { get; private set; }

    /// <summary>How many of them were known cards.</summary>
    public long Known => known;

    /// <summary>How many of the known cards were in force before.</summary>
    public long Covered => covered;

    /// <summary>Lines that could not be taken.</summary>
    public long Skipped { get; private set; }

    /// <summary>The runs of a table.</summary>
    public IEnumerable<string> Runs(RowLayout layout) => runs.Where(run => run.Layout == layout).Select(run => run.File);

    /// <summary>What all sealers have counted, together.</summary>
    public EnrollmentTally Tally()
    {
        var sum = new EnrollmentTally(window);
        foreach (var tally in tallies) sum.Add(tally);
        return sum;
    }

    /// <summary>Pulls the lines and seals them.</summary>
    public void Run(
        IEnumerable<RegistryLine> lines, Action<long, LineProblem> onBadLine, IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        using var batches = new BlockingCollection<List<RegistryLine>>(BatchesWaiting);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var sealers = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Start(() => SealBatches(batches, stop))).ToArray();
        try
        {
            Feed(lines, batches, onBadLine, progress, stop.Token);
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

    private void Feed(
        IEnumerable<RegistryLine> lines,
        BlockingCollection<List<RegistryLine>> batches,
        Action<long, LineProblem> onBadLine,
        IProgress<ImportProgress>? progress,
        CancellationToken stop)
    {
        var seen = new Dictionary<CardNumber, long>();
        var batch = new List<RegistryLine>(LinesInBatch);
        foreach (var line in lines)
        {
            stop.ThrowIfCancellationRequested();
            if (Problem(line, seen) is { } problem)
            {
                onBadLine(line.LineNumber, problem);
                Skipped++;
                continue;
            }
            batch.Add(line);
            Lines++;
            if (batch.Count < LinesInBatch) continue;
            batches.Add(batch, stop);
            batch = new List<RegistryLine>(LinesInBatch);
            if (Lines % (LinesInBatch * 16) == 0) progress?.Report(new ImportProgress(ImportPhase.Sealing, Lines, null));
        }
        if (batch.Count > 0) batches.Add(batch, stop);
        progress?.Report(new ImportProgress(ImportPhase.Sealing, Lines, Lines));
    }

    private static LineProblem? Problem(RegistryLine line, Dictionary<CardNumber, long> seen)
    {
        if (RecordBlob.TextBytes(LineSealer.Details(line)) > RecordBlob.MaxTextBytes)
        {
            return new LineProblem(RegistryColumn.LegalName, $"name and address have more than {RecordBlob.MaxTextBytes} bytes together");
        }
        return seen.TryAdd(line.Number, line.LineNumber)
            ? null
            : new LineProblem(RegistryColumn.CardNumber, $"the same card as in line {seen[line.Number]}");
    }

    private void SealBatches(BlockingCollection<List<RegistryLine>> batches, CancellationTokenSource stop)
    {
        try
        {
            var writers = RowLayout.All.ToDictionary(layout => layout, layout => new RunWriter(layout, folder, RowsInRun));
            var (card, current) = (writers[RowLayout.Cards], writers[RowLayout.CurrentCards]);
            var (record, person) = (writers[RowLayout.HolderRecords], writers[RowLayout.PersonEntries]);
            var tally = new EnrollmentTally(window);
            using var sealer = new LineSealer(keys, cards, tally, asOf);
            foreach (var batch in batches.GetConsumingEnumerable(stop.Token))
            {
                // No longer than a batch: an open snapshot keeps the WAL from being emptied.
                using var session = generation > 1 ? sessions.Begin() : null;
                foreach (var line in batch)
                {
                    if (sealer.Seal(line, generation, session, card.Next, current.Next, record.Next, person.Next)) Interlocked.Increment(ref known);
                    card.Add();
                    current.Add();
                    record.Add();
                    person.Add();
                }
            }
            foreach (var writer in writers.Values)
            {
                writer.Flush();
                foreach (var run in writer.Runs) runs.Add((writer.Layout, run));
            }
            tallies.Add(tally);
            Interlocked.Add(ref covered, sealer.Covered);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Whoever canceled says why.
        }
        catch (Exception error)
        {
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(error), null);
            stop.Cancel();
        }
    }
}
