namespace PartnerApi.Core;

/// <summary>
/// A job that runs again and again while the host runs. After an expected failure, it runs again at its usual time. Any other exception stops the host.
/// </summary>
/// <param name="time">The clock of the intervals.</param>
public abstract class BackgroundJob(TimeProvider time) : BackgroundService
{
    /// <summary>The time from the end of a run to the next one.</summary>
    protected abstract TimeSpan Interval { get; }

    /// <summary>False if the job never runs in this process.</summary>
    protected virtual bool IsNeeded => true;

    /// <summary>Runs the job once.</summary>
    protected abstract Task RunAsync(CancellationToken cancel);

    /// <summary>Logs an expected failure of a run and returns true. Returns false for any other.</summary>
    protected abstract bool TryLog(Exception error);

    /// <summary>Waits for the first run: by default, as long as for the next ones.</summary>
    protected virtual Task WaitForFirstAsync(CancellationToken cancel) => WaitForNextAsync(cancel);

    /// <summary>Waits for the next run: by default, for the interval.</summary>
    protected virtual Task WaitForNextAsync(CancellationToken cancel) => Task.Delay(Interval, time, cancel);

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!IsNeeded) return;
        await WaitForFirstAsync(stoppingToken);
        while (true)
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception error) when (!IsEnd(error, stoppingToken))
            {
                if (!TryLog(error)) throw;
            }
            await WaitForNextAsync(stoppingToken);
        }
    }

    // The host ends a job by cancelling it. An expected failure while it stops is logged like any other: thrown, it would fail the shutdown.
    private static bool IsEnd(Exception error, CancellationToken stopping) => error is OperationCanceledException && stopping.IsCancellationRequested;
}
