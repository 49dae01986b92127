using PartnerApi.Core;

namespace PartnerApi.Storage;

/// <summary>
/// Reads on one snapshot of the database. A session of <see cref="ReadSessions.OpenAsync"/> may begin without a transaction, if the store answers the lookups
/// of several requests together. Then it takes the state on which it relies (<see cref="Assume"/>) from memory, compares it with each lookup's snapshot, and
/// begins a transaction only for other reads. Not safe for concurrent use. Dispose it as soon as the results are read.
/// </summary>
public sealed class ReadSession : IStatements, IDisposable
{
    private readonly ReadSessions pool;
    private readonly SharedLookups? shared;
    private StoreConnection? connection;
    private SnapshotGenerations? seen;
    private (string Name, long Value)? assumed;
    private bool hasEnded;

    /// <summary>A session with a transaction.</summary>
    internal ReadSession(ReadSessions pool, StoreConnection connection) => (this.pool, this.connection) = (pool, connection);

    /// <summary>A session that begins without a transaction.</summary>
    internal ReadSession(ReadSessions pool, SharedLookups shared) => (this.pool, this.shared) = (pool, shared);

    /// <summary>Whether a transaction has begun.</summary>
    public bool HasTransaction => connection is not null;

    /// <summary>A generation in this snapshot: a constant of <see cref="Storage.Generation"/>.</summary>
    /// <exception cref="SnapshotOutdatedException">The session began without a transaction, and the store has changed.</exception>
    public long Generation(string name)
    {
        ObjectDisposedException.ThrowIf(hasEnded, this);
        if (connection is null && seen is not null) return seen.Of(name);
        return connection is null && assumed?.Name == name ? assumed.Value.Value : Connection.Generations.Of(name);
    }

    /// <summary>Relies on a generation that was read before. If the snapshot has a later one, the session fails before it returns anything.</summary>
    /// <exception cref="SnapshotOutdatedException">The snapshot has a later one.</exception>
    public void Assume(string generation, long value)
    {
        assumed = (generation, value);
        if ((connection?.Generations ?? seen) is { } known) Compare(known);
    }

    /// <summary>The prepared statement of a query. Bind, step, read, and reset it before the next use.</summary>
    /// <exception cref="SnapshotOutdatedException">The session began without a transaction, and the store has changed.</exception>
    public Statement Statement(Query query) => Connection.Statement(query);

    /// <summary>Looks up rows by their keys, in this session's transaction if it has one, and else together with those of other requests.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    /// <exception cref="SnapshotOutdatedException">The session has no transaction, and the store has changed.</exception>
    public ValueTask FindAsync(KeyedRows rows)
    {
        if (connection is null && shared is not null) return FindTogetherAsync(rows);
        Find(rows);
        return ValueTask.CompletedTask;
    }

    /// <summary>Looks up rows by their keys in this session's transaction.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    public void Find(KeyedRows rows) => Connection.Find(rows);

    /// <summary>Begins the transaction, without blocking a thread while it waits for a free connection. Does nothing if it has begun.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read, or every session was in use for two seconds.</exception>
    /// <exception cref="SnapshotOutdatedException">The store has changed.</exception>
    public async ValueTask BeginAsync(CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(hasEnded, this);
        if (connection is null) Adopt(await pool.TakeAsync(cancel));
    }

    /// <summary>Compares what the session relies on with the store. Does nothing if a read has done so.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    /// <exception cref="SnapshotOutdatedException">The store has changed.</exception>
    public ValueTask ConfirmAsync() => connection is null && seen is null && !hasEnded ? FindTogetherAsync(null) : ValueTask.CompletedTask;

    /// <summary>Ends the transaction and returns the connection to the pool.</summary>
    public void Dispose()
    {
        hasEnded = true;
        if (Interlocked.Exchange(ref connection, null) is { } returned) pool.Return(returned);
    }

    private StoreConnection Connection => connection ?? Adopt(hasEnded ? throw new ObjectDisposedException(nameof(ReadSession)) : pool.Take());

    private StoreConnection Adopt(StoreConnection begun)
    {
        try
        {
            Compare(begun.Generations);
            return connection = begun;
        }
        catch
        {
            pool.Return(begun);
            throw;
        }
    }

    private async ValueTask FindTogetherAsync(KeyedRows? rows)
    {
        ObjectDisposedException.ThrowIf(hasEnded, this);
        var generations = await shared!.FindAsync(rows);
        Compare(generations);
        seen = generations;
    }

    private void Compare(SnapshotGenerations found)
    {
        var isLater = assumed is { } generation && found.Of(generation.Name) > generation.Value;
        if (isLater || seen?.AreThoseOf(found) is false) throw new SnapshotOutdatedException();
    }
}

/// <summary>Answers the lookups of several requests together. Safe for concurrent use.</summary>
internal abstract class SharedLookups
{
    /// <summary>Looks up rows, on a snapshot that begins after this call.</summary>
    /// <param name="rows">The keys, which get their rows; null to read only the generations.</param>
    /// <returns>The generations of the snapshot.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    public abstract Task<SnapshotGenerations> FindAsync(KeyedRows? rows);
}
