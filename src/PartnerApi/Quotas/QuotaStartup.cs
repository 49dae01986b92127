using PartnerApi.Core;
using PartnerApi.Ledger;

namespace PartnerApi.Quotas;

/// <summary>
/// Restores the day's counts before the first request. Then it reads, every second, the records of other processes on the same data folder. The
/// processes share one quota, which they can exceed by the answers of that second.
/// </summary>
internal sealed partial class QuotaStartup(
    QuotaGate gate, QuotaSettings settings, LedgerFolder folder, LedgerAppender ledger, CityClock clock, TimeProvider time, ILogger<QuotaStartup> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly LedgerFollower follower = new(folder.Path, settings, clock, gate.Of, logger);

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        follower.Follow(without: null);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                follower.Follow(without: ledger.Writer);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                LogNotRead(error.GetType().Name);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The ledger's folder cannot be read ({Kind}). The next attempt is in a second.")]
    private partial void LogNotRead(string kind);
}
