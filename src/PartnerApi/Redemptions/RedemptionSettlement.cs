using PartnerApi.Core;
using PartnerApi.Ledger;

namespace PartnerApi.Redemptions;

/// <summary>
/// Marks disclosures in the ledger as void if the redemption that they announced did not happen: before the first request, those that a crash left, and
/// every minute, those of later failures. If two attempts with one key race, the loser's disclosure is void too: it returned the winner's effect.
/// </summary>
internal sealed partial class RedemptionSettlement(
    UnsettledDisclosures unsettled, RedemptionEffects effects, TimeProvider time, ILogger<RedemptionSettlement> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim settling = new(1, 1);

    /// <summary>Settles all disclosures that can be settled now.</summary>
    /// <returns>The number of disclosures without an effect.</returns>
    /// <exception cref="IOException">The ledger cannot be read, or the settled position cannot be stored.</exception>
    /// <exception cref="StoreUnavailableException">The ledger or the database cannot be used.</exception>
    public async Task<int> SettleAsync(CancellationToken cancel)
    {
        await settling.WaitAsync(cancel);
        try
        {
            var settled = await unsettled.SettleAsync(RedemptionService.Operation, effects.IsPending, effects.Among);
            if (settled.Voided > 0) LogSettled(English.Count(settled.Voided, "disclosure of a redemption", "disclosures of redemptions"));

            // The settled position is durable, so these effects are not needed again.
            await effects.DeleteAsync(settled.Records, cancel);
            return settled.Voided;
        }
        finally
        {
            settling.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        settling.Dispose();
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
                LogNotMarked(error.GetType().Name);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Marked {Disclosures} as void in the ledger, because they had no effect.")]
    private partial void LogSettled(string disclosures);

    [LoggerMessage(LogLevel.Warning, "Redemptions that did not happen could not be marked in the ledger ({Kind}). The next attempt is in a minute.")]
    private partial void LogNotMarked(string kind);
}
