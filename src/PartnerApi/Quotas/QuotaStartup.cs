using PartnerApi.Contract;
using PartnerApi.Disclosures;

namespace PartnerApi.Quotas;

/// <summary>
/// Brings the counts of the day back before the first question, and then follows what other processes on the same data folder put on record, every
/// second: they share one quota, which they can exceed by what they answer in that second.
/// </summary>
internal sealed partial class QuotaStartup(
    QuotaGate gate, LedgerFolder folder, DisclosureLog ledger, CityClock clock, TimeProvider time, ILogger<QuotaStartup> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly LedgerFollower follower = new(folder.Path, clock, gate.Of, logger);

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
            catch (IOException error)
            {
                LogNotRead(error.GetType().Name);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The ledger of another process cannot be read ({Kind}); tried again in a second.")]
    private partial void LogNotRead(string kind);
}
