using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;
using PartnerApi.Core;

namespace PartnerApi.Storage;

/// <summary>
/// Short write transactions, serialized across all processes: SQLite has one writer, and on PostgreSQL no transaction needs a retry. Frequent changes,
/// and those of a start, run prepared statements (<see cref="RunAsync"/>), others go through EF. A waiting writer holds no thread.
/// </summary>
public sealed partial class GatewayWriter(Store store, ILogger<GatewayWriter> logger) : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(StorageSettings.BusySeconds);

    // At startup no caller waits for an answer, and a failure is final. On a busy machine, startup's own writers may take longer than two seconds.
    private static readonly TimeSpan StartupMaxWait = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly Lazy<IModel> model = new(() =>
    {
        using var context = store.CreateContext();
        return context.Model;
    });
    private StoreConnection? idle;
    private volatile bool isStarting;
    private volatile bool isDisposed;

    /// <summary>
    /// Runs <paramref name="change"/> in a write transaction, saves the changes of the context, and commits. Keep it short and do not wait in it,
    /// because it blocks all other writers. An exception rolls everything back.
    /// </summary>
    /// <exception cref="StoreUnavailableException">
    /// The database cannot be written, or others locked it for too long: two seconds in this process, two in other processes, and on PostgreSQL two for each
    /// locked table or row; during the host's startup, a minute in total. Nothing was changed, unless the trouble is <see cref="StoreTrouble.OutcomeUnknown"/>.
    /// </exception>
    public Task<T> WriteAsync<T>(Func<GatewayDbContext, T> change, CancellationToken cancellation = default)
    {
        // A start does not build EF's model. On a busy machine that takes seconds, in which other writers would be refused.
        _ = model.Value;
        return WriteAloneAsync(() => Write(change), cancellation);
    }

    /// <summary>
    /// Runs <paramref name="change"/> with prepared statements in a write transaction, and commits. Keep it short and do not wait in it. An exception rolls
    /// everything back.
    /// </summary>
    /// <exception cref="StoreUnavailableException">See <see cref="WriteAsync{T}"/>.</exception>
    public Task<T> RunAsync<T>(Func<StoreConnection, T> change, CancellationToken cancellation = default) => WriteAloneAsync(() => Run(change), cancellation);

    /// <summary>Runs a change that returns no value.</summary>
    public Task WriteAsync(Action<GatewayDbContext> change, CancellationToken cancellation = default) =>
        WriteAsync(
            context =>
            {
                change(context);
                return 0;
            },
            cancellation);

    /// <summary>From this call to <see cref="StartedAsync"/>, writers wait longer, and log it.</summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        isStarting = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        isStarting = false;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        isDisposed = true;
        CloseIdle();
        gate.Dispose();
    }

    private async Task<T> WriteAloneAsync<T>(Func<T> write, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        await EnterAsync(cancellation);
        try
        {
            while (true)
            {
                try
                {
                    return write();
                }
                catch (StoreUnavailableException error) when (error.Trouble == StoreTrouble.Busy && isStarting && Stopwatch.GetElapsedTime(started) < StartupMaxWait)
                {
                    // Nothing was changed, because another process has locked the database.
                    LogWaiting();
                }
            }
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task EnterAsync(CancellationToken cancellation)
    {
        if (await gate.WaitAsync(MaxWait, cancellation)) return;
        if (!isStarting) throw new StoreUnavailableException("too many writes are waiting", StoreTrouble.Busy);
        LogWaiting();
        if (!await gate.WaitAsync(StartupMaxWait, cancellation))
            throw new StoreUnavailableException($"the start waited {StartupMaxWait.TotalSeconds:N0} seconds for other writers", StoreTrouble.Busy);
    }

    private T Run<T>(Func<StoreConnection, T> change)
    {
        var connection = Begin();
        T result;
        try
        {
            result = change(connection);
            connection.Commit();
        }
        catch
        {
            connection.Dispose();
            throw;
        }
        idle = connection;
        if (isDisposed) CloseIdle();
        return result;
    }

    // The server may have restarted since the idle connection was used. Nothing was changed yet, so a new one may begin instead.
    private StoreConnection Begin()
    {
        if (Interlocked.Exchange(ref idle, null) is { } used)
        {
            try
            {
                used.Begin();
                return used;
            }
            catch (Exception error)
            {
                used.Dispose();
                if (error is not StoreUnavailableException { Trouble: StoreTrouble.Failed }) throw;
            }
        }
        var opened = store.OpenWrite();
        try
        {
            opened.Begin();
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private void CloseIdle() => Interlocked.Exchange(ref idle, null)?.Dispose();

    private T Write<T>(Func<GatewayDbContext, T> change)
    {
        try
        {
            return store.Write(change);
        }
        catch (Exception error) when (error is not StoreUnavailableException && store.FindFailure(error) is { } typed)
        {
            throw typed;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Startup is waiting for other writers of the database.")]
    private partial void LogWaiting();
}
