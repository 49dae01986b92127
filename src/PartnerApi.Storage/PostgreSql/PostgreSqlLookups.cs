using System.Diagnostics;
using PartnerApi.Core;

namespace PartnerApi.Storage.PostgreSql;

/// <summary>
/// Looks up the keys of all requests that wait at the same moment with one statement, which begins after all of them arrived. A round trip costs the server
/// and the gateway far more than a key.
/// </summary>
internal sealed class PostgreSqlLookups : SharedLookups, IThreadPoolWorkItem, IDisposable
{
    /// <summary>The maximum number of waiting requests. Further ones are refused.</summary>
    public const int MostWaiting = 4096;

    // A statement takes a few milliseconds at most.
    private const int MostKeys = 256;

    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(StorageSettings.BusySeconds);

    private readonly PostgreSqlSources sources;
    private readonly GroupCommit<Waiting> queue;
    private readonly Lock gate = new();
    private PostgreSqlLookupConnection? connection;
    private bool isRunning;
    private bool disposed;

    /// <summary>Connects at the first lookup.</summary>
    public PostgreSqlLookups(PostgreSqlSources sources)
    {
        this.sources = sources;
        queue = new GroupCommit<Waiting>(MostWaiting, MostWaiting, BeginBehindRequests);
    }

    /// <inheritdoc/>
    public override Task<SnapshotGenerations> FindAsync(KeyedRows? rows)
    {
        var one = new Waiting(rows);
        return queue.TryAdd(one) ? one.Task : throw new StoreUnavailableException("too many lookups are waiting", StoreTrouble.Busy);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        queue.Close();
        lock (gate)
        {
            disposed = true;
            if (!isRunning) CloseConnection();
        }
    }

    // Requests that are already queued for the processor join the statement.
    private void BeginBehindRequests() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    private async Task RunAsync()
    {
        var batch = queue.Take();
        lock (gate) isRunning = true;
        try
        {
            await RunAsync(batch);
        }
        finally
        {
            lock (gate)
            {
                isRunning = false;
                if (disposed) CloseConnection();
            }
            queue.End();
        }
    }

    private async Task RunAsync(IReadOnlyList<Waiting> batch)
    {
        StoreUnavailableException? outage = null;
        for (int from = 0, to; from < batch.Count; from = to)
        {
            List<Waiting> together = [];
            KeyedQuery? query = null;
            var keys = 0;
            for (to = from; to < batch.Count; to++)
            {
                var one = batch[to];
                if (one.HasWaited(MostWait))
                {
                    one.SetException(new StoreUnavailableException("it did not answer in time", StoreTrouble.Busy));
                    continue;
                }
                if (one.Rows is { } rows)
                {
                    if (together.Count > 0 && ((query ?? rows.Query) != rows.Query || keys + rows.Count > MostKeys)) break;
                    query = rows.Query;
                    keys += rows.Count;
                }
                together.Add(one);
            }

            // The others do not wait for the same failure again.
            if (outage is null && together.Count > 0) outage = await RunAsync(query, together);
            else if (outage is not null) Fail(together, outage);
        }
    }

    // Returns the failure if the database is unavailable.
    private async Task<StoreUnavailableException?> RunAsync(KeyedQuery? query, IReadOnlyList<Waiting> together)
    {
        try
        {
            var generations = await FindAsync(query, together);
            foreach (var one in together) one.SetResult(generations);
            return null;
        }
        catch (Exception error)
        {
            var outage = StoreUnavailableException.Find(error, PostgreSqlTrouble.Find);
            Fail(together, outage ?? error);
            return outage;
        }
    }

    private static void Fail(IReadOnlyList<Waiting> together, Exception error)
    {
        foreach (var one in together) one.SetException(error);
    }

    // The server may have restarted since the connection was used. A lookup has no effect, so a new connection repeats it.
    private async Task<SnapshotGenerations> FindAsync(KeyedQuery? query, IReadOnlyList<Waiting> together)
    {
        if (connection is { } known)
        {
            try
            {
                return await known.FindAsync(query, together);
            }
            catch (Exception error)
            {
                Drop(known);
                if (StoreUnavailableException.Find(error, PostgreSqlTrouble.Find) is not { Trouble: StoreTrouble.Failed }) throw;
            }
        }
        var opened = Keep(await PostgreSqlLookupConnection.OpenAsync(sources));
        try
        {
            return await opened.FindAsync(query, together);
        }
        catch
        {
            Drop(opened);
            throw;
        }
    }

    private PostgreSqlLookupConnection Keep(PostgreSqlLookupConnection opened)
    {
        lock (gate)
        {
            if (!disposed) return connection = opened;
        }
        opened.Dispose();
        throw new StoreUnavailableException("the gateway is stopping");
    }

    private void CloseConnection()
    {
        connection?.Dispose();
        connection = null;
    }

    private void Drop(PostgreSqlLookupConnection broken)
    {
        lock (gate) connection = null;
        broken.Dispose();
    }

    /// <summary>A request's lookup.</summary>
    /// <param name="rows">The keys; null if it reads only the generations.</param>
    internal sealed class Waiting(KeyedRows? rows) : TaskCompletionSource<SnapshotGenerations>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        private readonly long arrived = Stopwatch.GetTimestamp();

        public KeyedRows? Rows { get; } = rows;

        public bool HasWaited(TimeSpan longest) => Stopwatch.GetElapsedTime(arrived) > longest;
    }
}
