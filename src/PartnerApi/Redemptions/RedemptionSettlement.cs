using PartnerApi.Core;
using PartnerApi.Ledger;

namespace PartnerApi.Redemptions;

/// <summary>
/// Marks disclosures in the ledger as void if the redemption that they announced did not happen: before the first request, those that a crash left, and
/// every minute, those of later failures. If two attempts with one key race, the loser's disclosure is void too: it returned the winner's effect.
/// </summary>
internal sealed partial class RedemptionSettlement(
    UnsettledDisclosures unsettled, RedemptionEffects effects, TimeProvider time, ILogger<RedemptionSettlement> logger) : BackgroundJob(time)
{

    private readonly SemaphoreSlim settling = new(1, 1);

    /// <inheritdoc/>
    protected override TimeSpan Interval { get; } = TimeSpan.FromMinutes(1);

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
    protected override Task RunAsync(CancellationToken cancel) => SettleAsync(cancel);

    /// <inheritdoc/>
    protected override bool TryLog(Exception error)
    {
        if (error is not (StoreUnavailableException or IOException)) return false;
        LogNotMarked(error.GetType().Name);
        return true;
    }

    [LoggerMessage(LogLevel.Information, "Marked {Disclosures} as void in the ledger, because they had no effect.")]
    private partial void LogSettled(string disclosures);

    [LoggerMessage(LogLevel.Warning, "Redemptions that did not happen could not be marked in the ledger ({Kind}). The next attempt is in a minute.")]
    private partial void LogNotMarked(string kind);
}
