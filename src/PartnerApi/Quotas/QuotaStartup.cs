using PartnerApi.Core;
using PartnerApi.Ledger;

namespace PartnerApi.Quotas;

/// <summary>
/// Restores the day's counts before the first request. Then it reads, every second, the records of other processes on the same data folder. The
/// processes share one quota, which they can exceed by the answers of that second.
/// </summary>
internal sealed partial class QuotaStartup(
    QuotaGate gate, QuotaSettings settings, LedgerFolder folder, LedgerAppender ledger, CityClock clock, TimeProvider time, ILogger<QuotaStartup> logger)
    : BackgroundJob(time)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly LedgerFollower follower = new(folder.Path, settings, clock, gate.Of, logger);

    // Keeps to whole seconds, however long a run takes.
    private readonly PeriodicTimer seconds = new(Second, time);

    /// <inheritdoc/>
    protected override TimeSpan Interval => Second;

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        seconds.Dispose();
    }

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        follower.Follow(without: null);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task RunAsync(CancellationToken cancel)
    {
        follower.Follow(without: ledger.Writer);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task WaitForNextAsync(CancellationToken cancel) => await seconds.WaitForNextTickAsync(cancel);

    /// <inheritdoc/>
    protected override bool TryLog(Exception error)
    {
        if (error is not (IOException or UnauthorizedAccessException)) return false;
        LogNotRead(error.GetType().Name);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "The ledger's folder cannot be read ({Kind}). The next attempt is in a second.")]
    private partial void LogNotRead(string kind);
}
