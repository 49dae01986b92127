using System.Diagnostics;
using PartnerApi.Core;

namespace PartnerApi.Ledger;

/// <summary>
/// Appends records to this process's chain. One thread takes all records that wait, appends them, and forces them to the disk once (group commit). Safe for
/// concurrent use.
/// </summary>
public sealed partial class LedgerAppender : IHostedService, IThreadPoolWorkItem, IDisposable
{
    /// <summary>The maximum number of waiting requests. Further ones are refused.</summary>
    public const int MostWaiting = 4096;

    private static readonly TimeSpan AMinute = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly AutoResetEvent arrived = new(false);
    private readonly HeadSigner heads;
    private readonly CityClock clock;
    private readonly TimeProvider time;
    private readonly ILogger<LedgerAppender> logger;
    private readonly string folder;
    private volatile GroupCommit<Waiting>? queue;
    private SegmentWriter? writer;
    private ITimer? everyMinute;
    private Thread? thread;
    private volatile bool stopping;
    private volatile bool failing;
    private long writingSince;
    private bool isDisposing;
    private bool disposed;

    /// <summary>Opens no file. The ledger is opened when the host starts.</summary>
    public LedgerAppender(
        LedgerFolder ledger, HeadSigner heads, CityClock clock, TimeProvider time, ILogger<LedgerAppender> logger)
    {
        (folder, this.heads, this.clock, this.time, this.logger) = (ledger.Path, heads, clock, time, logger);
    }

    /// <summary>Appends records that belong to no request: at least one, all of the same hour.</summary>
    /// <exception cref="StoreUnavailableException">They are not recorded.</exception>
    public Task AppendAsync(params IReadOnlyCollection<DisclosureRecord> records) =>
        AppendAsync(new RecordLines(records), clock.DayOf(records.First().Hour));

    /// <summary>Prepares for a record without writing one, for example creates the day's segment.</summary>
    /// <exception cref="StoreUnavailableException">A record could not be written now.</exception>
    public Task ProbeAsync() => AppendAsync(new RecordLines(), clock.Today);

    /// <summary>True between start and stop, when records are accepted.</summary>
    public bool IsOpen => queue is { IsClosed: false };

    /// <summary>True if the last attempt to write failed.</summary>
    public bool IsFailing => failing;

    /// <summary>True if a write of records or a head has been running for longer than this, because the disk does not respond.</summary>
    public bool IsWritingLongerThan(TimeSpan longest) => Volatile.Read(ref writingSince) is not 0 and var since && Stopwatch.GetElapsedTime(since) > longest;

    /// <summary>The number of this process's writer; 0 before startup.</summary>
    public int Writer => writer?.Segment.Writer ?? 0;

    /// <summary>Begins a new segment if the newest is from before the given day, so that its retention can end without requests.</summary>
    /// <exception cref="StoreUnavailableException">The segment cannot be created.</exception>
    public Task TurnAsync(DateOnly before) =>
        writer is { Segment: { Number: > 0 } newest } && newest.Day < before ? ProbeAsync() : Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            writer = SegmentWriter.Open(folder);
            if (writer.Quarantine is { } quarantine) LogTorn(Path.GetFileName(quarantine));
            heads.Resume(folder, writer);
        }
        catch (InvalidDataException error)
        {
            throw new SettingException("Data", $"its ledger cannot be continued: {error.Message}. Run 'disclosures verify' for details.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingException("Data", $"its ledger cannot be used ({error.GetType().Name}).", error);
        }
        var started = new GroupCommit<Waiting>(MostWaiting, MostWaiting, WakeBehindRequests);
        thread = new Thread(() => Run(started)) { IsBackground = true, Name = "Disclosures" };
        thread.Start();
        queue = started;
        everyMinute = time.CreateTimer(_ => Wake(), null, heads.UntilNext, AMinute);
        return Task.CompletedTask;
    }

    /// <summary>Writes the waiting records and stops.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Stop();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The container disposes services with two registrations twice, and a host whose start failed is not stopped.
        if (Interlocked.Exchange(ref isDisposing, true)) return;
        Stop();
        everyMinute?.Dispose();
        writer?.Dispose();
        lock (gate)
        {
            disposed = true;
            arrived.Dispose();
        }
    }

    private void Stop()
    {
        queue?.Close();
        stopping = true;
        if (thread is null) return;
        arrived.Set();
        thread.Join();
        thread = null;
    }

    /// <summary>Appends the lines of records of one day.</summary>
    /// <returns>When they are on disk.</returns>
    /// <exception cref="StoreUnavailableException">They are not on disk: nothing may be disclosed.</exception>
    public Task AppendAsync(RecordLines lines, DateOnly day)
    {
        var one = new Waiting(lines, day);
        if (queue?.TryAdd(one) is true) return one.Task;
        throw new StoreUnavailableException(IsOpen ? "too many disclosures are waiting" : "it is closed", part: GatewayPart.Ledger);
    }

    // Wakes the writer after the requests that are already queued for the processor: they join the group and share the cost of waking and flushing, which
    // is higher than that of a request.
    private void WakeBehindRequests() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    void IThreadPoolWorkItem.Execute() => Wake();

    // The timer or the thread pool may call this after disposal.
    private void Wake()
    {
        lock (gate)
        {
            if (!disposed) arrived.Set();
        }
    }

    private void Run(GroupCommit<Waiting> waiting)
    {
        while (true)
        {
            arrived.WaitOne();
            var last = stopping;
            Volatile.Write(ref writingSince, Stopwatch.GetTimestamp());

            // Signed before any record of the new hour is written.
            if (heads.IsDue) heads.Sign(writer!);
            Write(waiting.Take());
            Volatile.Write(ref writingSince, 0);
            waiting.End();
            if (last) return;
        }
    }

    // Each record is written to a segment that can hold its day. Usually one segment holds all of them. Around midnight, or after the clock was set, the rest
    // goes into the next segment.
    private void Write(IReadOnlyList<Waiting> batch)
    {
        for (int from = 0, to; from < batch.Count; from = to)
        {
            var segment = writer!.Segment.Holds(batch[from].Day) ? writer.Segment : writer.Segment.Next(batch[from].Day);
            to = from + 1;
            while (to < batch.Count && segment.Holds(batch[to].Day)) to++;
            Write(to - from == batch.Count ? batch : [.. batch.Skip(from).Take(to - from)], segment.Day);
        }
        foreach (var one in batch) one.Lines.Dispose();
    }

    private void Write(IReadOnlyList<Waiting> together, DateOnly day)
    {
        try
        {
            writer!.Append(together.Select(one => one.Lines), day);
            if (failing) LogRecovered();
            failing = false;
            foreach (var one in together) one.SetResult();
        }
        catch (IOException error)
        {
            // Logged once, and not for every request of an outage.
            if (!failing) LogFailing(error.GetType().Name);
            failing = true;
            foreach (var one in together) one.SetException(new StoreUnavailableException("it cannot be written", cause: error, part: GatewayPart.Ledger));
        }
    }

    [LoggerMessage(LogLevel.Critical, "Disclosures cannot be recorded ({Kind}). Requests about cards fail until they can.")]
    private partial void LogFailing(string kind);

    [LoggerMessage(LogLevel.Warning, "A write to the ledger was interrupted before its responses were sent. Its remains are in {File}, in the folder of the segments.")]
    private partial void LogTorn(string file);

    [LoggerMessage(LogLevel.Information, "Disclosures are recorded again.")]
    private partial void LogRecovered();

    private sealed class Waiting(RecordLines lines, DateOnly day) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public RecordLines Lines { get; } = lines;

        public DateOnly Day { get; } = day;
    }
}
