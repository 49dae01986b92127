using System.Diagnostics;
using PartnerApi.Core;

namespace PartnerApi.Storage;

/// <summary>
/// Short write transactions through EF, one after another, also those of other processes: SQLite has one writer, and on PostgreSQL nothing needs
/// to be tried twice. A queue costs no thread while it waits.
/// </summary>
public sealed partial class GatewayWriter(Store store, ILogger<GatewayWriter> logger) : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(StorageSettings.BusySeconds);

    // A start has nobody to answer to in two seconds, and fails for good: on a busy machine its own writers may take longer.
    private static readonly TimeSpan MostOfStart = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim turn = new(1, 1);
    private volatile bool isStarting;

    /// <summary>
    /// Runs <paramref name="change"/> in a write transaction, saves what it changed on the context, and commits. Keep it short and free of other
    /// waiting: it holds the one writer. An exception rolls everything back.
    /// </summary>
    /// <exception cref="StoreUnavailableException">
    /// The database cannot be written, or others held it: two seconds for this process's turn, two for other processes', and on PostgreSQL two for
    /// each table or row that somebody locked; during the host's start a minute for all of it. Nothing was changed, unless it says that the outcome is not known.
    /// </exception>
    public async Task<T> WriteAsync<T>(Func<GatewayDbContext, T> change, CancellationToken cancellation = default)
    {
        var started = Stopwatch.GetTimestamp();
        await TakeTurnAsync(cancellation);
        try
        {
            while (true)
            {
                try
                {
                    return Write(change);
                }
                catch (StoreUnavailableException error) when (error.Trouble == StoreTrouble.Busy && isStarting && Stopwatch.GetElapsedTime(started) < MostOfStart)
                {
                    // Nothing was changed: another process has the database.
                    LogWaiting();
                }
            }
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The same, for a change that returns nothing.</summary>
    public Task WriteAsync(Action<GatewayDbContext> change, CancellationToken cancellation = default) =>
        WriteAsync(
            context =>
            {
                change(context);
                return 0;
            },
            cancellation);

    /// <summary>From here to <see cref="StartedAsync"/>, writers wait longer, and say so.</summary>
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
    public void Dispose() => turn.Dispose();

    private async Task TakeTurnAsync(CancellationToken cancellation)
    {
        if (await turn.WaitAsync(MaxWait, cancellation)) return;
        if (!isStarting) throw new StoreUnavailableException("every writer is waiting", StoreTrouble.Busy);
        LogWaiting();
        if (!await turn.WaitAsync(MostOfStart, cancellation))
            throw new StoreUnavailableException($"the start waited {MostOfStart.TotalSeconds:N0} seconds for its turn to write", StoreTrouble.Busy);
    }

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

    [LoggerMessage(LogLevel.Warning, "The start waits for its turn to write to the database.")]
    private partial void LogWaiting();
}
