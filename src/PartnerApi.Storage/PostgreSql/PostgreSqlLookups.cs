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

    // The next statement serves those that arrived meanwhile, so this limits how long they wait.
    private const int MostKeys = 256;

    private readonly PostgreSqlSources sources;
    private readonly GroupCommit<Waiting> queue;
    private readonly Lock gate = new();
    private PostgreSqlLookupConnection? connection;
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
            connection?.Dispose();
        }
    }

    // Requests that are already queued for the processor join the statement.
    private void BeginBehindRequests() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    void IThreadPoolWorkItem.Execute() => _ = RunAsync(queue.Take());

    private async Task RunAsync(IReadOnlyList<Waiting> batch)
    {
        for (int from = 0, to; from < batch.Count; from = to)
        {
            var query = batch[from].Rows?.Query;
            var keys = 0;
            for (to = from; to < batch.Count; to++)
            {
                var rows = batch[to].Rows;
                if (to > from && (rows?.Query != query || keys + rows?.Count > MostKeys)) break;
                keys += rows?.Count ?? 0;
            }
            await RunAsync(query, [.. batch.Skip(from).Take(to - from)]);
        }
        queue.End();
    }

    private async Task RunAsync(KeyedQuery? query, Waiting[] together)
    {
        try
        {
            var generations = await FindAsync(query, together);
            foreach (var one in together) one.SetResult(generations);
        }
        catch (Exception error)
        {
            Exception reported = StoreUnavailableException.Find(error, PostgreSqlTrouble.Find) is { } typed ? typed : error;
            foreach (var one in together) one.SetException(reported);
        }
    }

    // The server may have restarted since the connection was used. A lookup has no effect, so a new connection repeats it.
    private async Task<SnapshotGenerations> FindAsync(KeyedQuery? query, Waiting[] together)
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

    private void Drop(PostgreSqlLookupConnection broken)
    {
        lock (gate) connection = null;
        broken.Dispose();
    }

    /// <summary>A request's lookup.</summary>
    /// <param name="rows">The keys; null if it reads only the generations.</param>
    internal sealed class Waiting(KeyedRows? rows) : TaskCompletionSource<SnapshotGenerations>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public KeyedRows? Rows { get; } = rows;
    }
}
