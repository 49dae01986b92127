using PartnerApi.Core;
using PartnerApi.Sealing;

namespace PartnerApi.Statistics;

/// <summary>Releases the months that are due when the gateway has started, and then every hour.</summary>
internal sealed partial class ReleaseJob(
    ReleaseService releases, StatisticsSettings settings, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<ReleaseJob> logger)
    : BackgroundJob(time)
{
    /// <inheritdoc/>
    protected override TimeSpan Interval { get; } = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    protected override bool IsNeeded => settings.ReleaseAutomatically;

    /// <inheritdoc/>
    protected override async Task WaitForFirstAsync(CancellationToken cancel)
    {
        var started = new TaskCompletionSource();
        await using var whenStarted = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancel);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken cancel)
    {
        var count = await Task.Run(() => releases.ReleaseAsync((_, _) => { }, takesOver: false, cancel), cancel);
        if (count > 0) LogReleased(English.Count(count, "month"));
    }

    /// <inheritdoc/>
    protected override bool TryLog(Exception error)
    {
        switch (error)
        {
            case StoreUnavailableException { Trouble: var trouble }:
                LogLater(trouble);
                return true;
            case SealBrokenException:
                // Statistics wait for the operator. An exception would stop the host and with it card requests.
                LogBroken();
                return true;
            case ReleaseRejectedException rejected:
                LogChanged(ReleaseRejectionText.Of(rejected.Rejection));
                return true;
            default:
                return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "Enrollment statistics of {Months} were released.")]
    private partial void LogReleased(string months);

    [LoggerMessage(LogLevel.Warning, "Enrollment statistics could not be released ({Trouble}). Retrying in an hour.")]
    private partial void LogLater(StoreTrouble trouble);

    [LoggerMessage(LogLevel.Critical, "{Problem}.")]
    private partial void LogChanged(string problem);

    [LoggerMessage(
        LogLevel.Critical,
        "The counts of the oldest unreleased month cannot be opened: they were changed or sealed with another secret. No month is released until they are restored.")]
    private partial void LogBroken();
}
