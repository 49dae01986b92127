using PartnerApi.Core;

namespace PartnerApi.Storage;

/// <summary>
/// The hot path's access to the database: a bounded pool of read-only connections with prepared statements. Works while another process migrates or
/// imports. The pool is safe for concurrent use; a session is not.
/// </summary>
public sealed class ReadSessions(Store store, StorageSettings settings) : IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(StorageSettings.BusySeconds);

    private readonly SemaphoreSlim free = new(settings.MaxReadSessions, settings.MaxReadSessions);
    private readonly Lock gate = new();
    private readonly Stack<StoreConnection> idle = new();
    private bool disposed;

    /// <summary>Begins a session, which is a read transaction on one snapshot. Dispose it soon, because an open session retains deleted data.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read, or every session was in use for two seconds.</exception>
    public ReadSession Begin() => new(this, Take());

    /// <summary>Begins a session without blocking a thread while it waits for a free one, because requests with a session need threads to finish.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read, or every session was in use for two seconds.</exception>
    public async ValueTask<ReadSession> BeginAsync(CancellationToken cancel) => new(this, await TakeAsync(cancel));

    /// <summary>
    /// Opens a session that begins its transaction only when it must, if the store answers the lookups of several requests together. Otherwise it is the
    /// same as <see cref="BeginAsync"/>.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read, or every session was in use for two seconds.</exception>
    public ValueTask<ReadSession> OpenAsync(CancellationToken cancel) => store.Shared is { } shared ? new(new ReadSession(this, shared)) : BeginAsync(cancel);

    /// <summary>Takes a connection from the pool and begins its transaction.</summary>
    internal StoreConnection Take() => free.Wait(MaxWait) ? Start() : throw AllInUse();

    /// <inheritdoc cref="Take"/>
    internal async ValueTask<StoreConnection> TakeAsync(CancellationToken cancel) => await free.WaitAsync(MaxWait, cancel) ? Start() : throw AllInUse();

    /// <summary>Returns a session's connection to the pool, or discards it if it is broken.</summary>
    public void Return(StoreConnection connection)
    {
        try
        {
            if (!connection.Broken) connection.Commit();
        }
        catch (StoreUnavailableException)
        {
            // Nothing was written, and the reader has its results. The connection is marked as broken.
        }
        lock (gate)
        {
            if (disposed || connection.Broken) connection.Dispose();
            else idle.Push(connection);
        }
        free.Release();
    }

    /// <summary>Closes the idle connections. Those in use are closed when they are returned.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            while (idle.TryPop(out var connection)) connection.Dispose();
        }
    }

    private static StoreUnavailableException AllInUse() => new("every read session is in use", StoreTrouble.Busy);

    private StoreConnection Start()
    {
        StoreConnection? connection = null;
        try
        {
            connection = BeginIdle();
            if (connection is null)
            {
                connection = store.OpenRead();
                connection.Begin();
            }
            return connection;
        }
        catch
        {
            connection?.Dispose();
            free.Release();
            throw;
        }
    }

    // The server may have restarted since an idle connection was used. Then all idle ones fail, and a new connection decides.
    private StoreConnection? BeginIdle()
    {
        while (TakeIdle() is { } idle)
        {
            try
            {
                idle.Begin();
                return idle;
            }
            catch (StoreUnavailableException error) when (error.Trouble == StoreTrouble.Failed)
            {
                idle.Dispose();
            }
            catch
            {
                idle.Dispose();
                throw;
            }
        }
        return null;
    }

    private StoreConnection? TakeIdle()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return idle.TryPop(out var connection) ? connection : null;
        }
    }
}
