using PartnerApi.Core;
using PartnerApi.Disclosures;

namespace PartnerApi.Redemptions;

/// <summary>
/// Marks as void in the ledger what announced a redemption that did not happen: before the first question what a crash left, and every minute what
/// has failed since. So is the disclosure of an attempt that lost a race to another one under its key: what was answered then was the other's effect.
/// </summary>
internal sealed partial class RedemptionSettlement(
    UnsettledDisclosures unsettled, RedemptionEffects effects, TimeProvider time, ILogger<RedemptionSettlement> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>Settles what can be settled now.</summary>
    /// <returns>How many disclosures had no effect.</returns>
    /// <exception cref="IOException">The ledger cannot be read, or the settled point not be kept.</exception>
    /// <exception cref="StoreUnavailableException">The ledger or the database cannot be used.</exception>
    public async Task<int> SettleAsync(CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        try
        {
            var settled = await unsettled.SettleAsync(RedemptionService.Operation, effects.MayCome, effects.Among);
            if (settled.Voided > 0) LogSettled(English.Count(settled.Voided, "disclosure of a redemption", "disclosures of redemptions"));

            // The settled point is on the disk: nobody asks for their effects again.
            await effects.ForgetAsync(settled.Records, cancel);
            return settled.Voided;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        turn.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await SettleAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SettleAsync(stoppingToken);
            }
            catch (Exception error) when (error is StoreUnavailableException or IOException)
            {
                LogLater(error.GetType().Name);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "{Disclosures} had no effect; the ledger says so now.")]
    private partial void LogSettled(string disclosures);

    [LoggerMessage(LogLevel.Warning, "Redemptions that did not happen could not be marked in the ledger ({Kind}); the next attempt is in a minute.")]
    private partial void LogLater(string kind);
}
