using System.Diagnostics;
using PartnerApi.Core;

namespace PartnerApi.Ledger;

/// <summary>
/// Appends records to this process's chain. One thread takes all records that wait, appends them, and forces them to the disk once (group commit). Safe for
/// concurrent use.
/// </summary>
public sealed partial class LedgerAppender : IHostedService, IThreadPoolWorkItem, IDisposable
{
    /// <summary>The most requests that wait; more are refused.</summary>
    public const int MostWaiting = 4096;

    private static readonly TimeSpan AMinute = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly AutoResetEvent arrived = new(false);
    private readonly HeadSigner heads;
    private readonly CityClock clock;
    private readonly TimeProvider time;
    private readonly ILogger<LedgerAppender> logger;
    private readonly string folder;
    private List<Waiting> waiting = [];
    private List<Waiting> writing = [];
    private SegmentWriter? writer;
    private ITimer? everyMinute;
    private Thread? thread;
    private volatile bool stopping;
    private bool isWriting;
    private volatile bool failing;
    private long writingSince;
    private bool isDisposing;
    private bool disposed;

    /// <summary>Nothing is opened before the host starts.</summary>
    public LedgerAppender(
        LedgerFolder ledger, HeadSigner heads, CityClock clock, TimeProvider time, ILogger<LedgerAppender> logger)
    {
        (folder, this.heads, this.clock, this.time, this.logger) = (ledger.Path, heads, clock, time, logger);
    }

    /// <summary>Appends records that belong to no request: at least one, all of the same hour.</summary>
    /// <exception cref="StoreUnavailableException">They are not on record.</exception>
    public Task AppendAsync(params IReadOnlyCollection<DisclosureRecord> records) =>
        AppendAsync(new RecordLines(records), clock.DayOf(records.First().Hour));

    /// <summary>Prepares what a record needs, such as the day's segment, without a record.</summary>
    /// <exception cref="StoreUnavailableException">A record could not be written either.</exception>
    public Task ProbeAsync() => AppendAsync(new RecordLines(), clock.Today);

    /// <summary>Whether records are taken: between start and stop.</summary>
    public bool IsOpen => thread is not null && !stopping;

    /// <summary>Whether the last attempt to write failed.</summary>
    public bool IsFailing => failing;

    /// <summary>Whether one write, of records or of a head, has taken so long already: the disk does not answer.</summary>
    public bool IsWritingLongerThan(TimeSpan longest) => Volatile.Read(ref writingSince) is not 0 and var since && Stopwatch.GetElapsedTime(since) > longest;

    /// <summary>The number of this process's writer; 0 before the start.</summary>
    public int Writer => writer?.Segment.Writer ?? 0;

    /// <summary>Begins a new segment when the newest is older than a day, so that its retention can end though nothing is asked.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be begun.</exception>
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
            throw new SettingException("Data", $"its ledger cannot be gone on with: {error.Message}. 'disclosures verify' tells more.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingException("Data", $"its ledger cannot be used ({error.GetType().Name}).", error);
        }
        thread = new Thread(Run) { IsBackground = true, Name = "Disclosures" };
        thread.Start();
        everyMinute = time.CreateTimer(_ => Wake(), null, heads.UntilNext, AMinute);
        return Task.CompletedTask;
    }

    /// <summary>Writes what waits.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Stop();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The container disposes what it knows by two names twice; and a host whose start failed is not stopped.
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
        bool isFirst;
        lock (gate)
        {
            if (thread is null || stopping) throw new StoreUnavailableException("it is closed", part: GatewayPart.Ledger);
            if (waiting.Count >= MostWaiting) throw new StoreUnavailableException("too many disclosures wait", part: GatewayPart.Ledger);
            waiting.Add(one);
            isFirst = waiting.Count == 1 && !isWriting;
        }
        if (isFirst) WakeBehindRequests();
        return one.Task;
    }

    // A group is closed from behind the questions that wait for the processor already: they come along, and waking the writer and forcing the disk,
    // which cost more than a question, are shared by all of them.
    private void WakeBehindRequests() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    void IThreadPoolWorkItem.Execute() => Wake();

    // The timer or the thread pool may call this after the log is disposed.
    private void Wake()
    {
        lock (gate)
        {
            if (!disposed) arrived.Set();
        }
    }

    private void Run()
    {
        while (true)
        {
            arrived.WaitOne();
            var last = stopping;
            Volatile.Write(ref writingSince, Stopwatch.GetTimestamp());

            // Before anything that is asked in the new hour is written.
            heads.SignIfDue(writer!);
            lock (gate)
            {
                (waiting, writing) = (writing, waiting);
                isWriting = true;
            }
            Write();
            Volatile.Write(ref writingSince, 0);
            lock (gate)
            {
                isWriting = false;
                if (waiting.Count > 0) WakeBehindRequests();
            }
            if (last) return;
        }
    }

    // Each record goes into a segment that can hold its day. Usually one segment holds them all; around midnight, or after the clock was set, the rest goes
    // into the next one.
    private void Write()
    {
        for (int from = 0, to; from < writing.Count; from = to)
        {
            var segment = writer!.Segment.Holds(writing[from].Day) ? writer.Segment : writer.Segment.Next(writing[from].Day);
            to = from + 1;
            while (to < writing.Count && segment.Holds(writing[to].Day)) to++;
            Write(to - from == writing.Count ? writing : writing[from..to], segment.Day);
        }
        foreach (var one in writing) one.Lines.Dispose();
        writing.Clear();
    }

    private void Write(List<Waiting> together, DateOnly day)
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
            // Told once, not for every question of an outage.
            if (!failing) LogFailing(error.GetType().Name);
            failing = true;
            foreach (var one in together) one.SetException(new StoreUnavailableException("it cannot be written", cause: error, part: GatewayPart.Ledger));
        }
    }

    [LoggerMessage(LogLevel.Critical, "Disclosures cannot be put on record ({Kind}): questions about cards are refused until they can.")]
    private partial void LogFailing(string kind);

    [LoggerMessage(LogLevel.Warning, "A write to the ledger was torn before its answers were sent. What was left of it is in {File}, beside the segments.")]
    private partial void LogTorn(string file);

    [LoggerMessage(LogLevel.Information, "Disclosures are put on record again.")]
    private partial void LogRecovered();

    private sealed class Waiting(RecordLines lines, DateOnly day) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public RecordLines Lines { get; } = lines;

        public DateOnly Day { get; } = day;
    }
}
