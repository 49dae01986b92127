using PartnerApi.Core;

namespace PartnerApi.Storage;

/// <summary>
/// The hot path's way to the database: a bounded pool of read-only connections with prepared statements. Goes on working while another process
/// migrates or imports. Safe for concurrent use; a session is not.
/// </summary>
public sealed class ReadSessions(Store store, StorageSettings settings) : IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(StorageSettings.BusySeconds);

    private readonly SemaphoreSlim free = new(settings.MaxReadSessions, settings.MaxReadSessions);
    private readonly Lock gate = new();
    private readonly Stack<ReadConnection> idle = new();
    private bool disposed;

    /// <summary>Begins a session: one read transaction over one snapshot. Dispose it soon; an open one keeps what others delete.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read, or every session was in use for two seconds.</exception>
    public ReadSession Begin() => free.Wait(MaxWait) ? Start() : throw AllInUse();

    /// <summary>The same, without keeping a thread while it waits for a session to become free: those who have one need threads to end.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read, or every session was in use for two seconds.</exception>
    public async ValueTask<ReadSession> BeginAsync(CancellationToken cancel) => await free.WaitAsync(MaxWait, cancel) ? Start() : throw AllInUse();

    /// <summary>Takes a session's connection back, or discards it when it is broken.</summary>
    public void Return(ReadConnection connection)
    {
        try
        {
            if (!connection.Broken) connection.End();
        }
        catch (StoreUnavailableException)
        {
            // Nothing was to be written: the connection is marked as broken, and the reader has its answer.
        }
        lock (gate)
        {
            if (disposed || connection.Broken) connection.Dispose();
            else idle.Push(connection);
        }
        free.Release();
    }

    /// <summary>Closes the idle connections; those in use follow when they are returned.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            while (idle.TryPop(out var connection)) connection.Dispose();
        }
    }

    private static StoreUnavailableException AllInUse() => new("every read session is in use", StoreTrouble.Busy);

    private ReadSession Start()
    {
        ReadConnection? connection = null;
        try
        {
            connection = BeginIdle();
            if (connection is null)
            {
                connection = store.OpenRead();
                connection.Begin();
            }
            return new ReadSession(this, connection);
        }
        catch
        {
            connection?.Dispose();
            free.Release();
            throw;
        }
    }

    // An idle connection may be one to a server that has restarted since; then the others are too, and a new one decides.
    private ReadConnection? BeginIdle()
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

    private ReadConnection? TakeIdle()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return idle.TryPop(out var connection) ? connection : null;
        }
    }
}
