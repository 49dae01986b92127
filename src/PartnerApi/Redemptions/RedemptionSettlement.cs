using PartnerApi.Disclosures;

namespace PartnerApi.Redemptions;

/// <summary>
/// Before the first question: a disclosure of a redemption that a crash left without its effect is marked as void in the ledger. So is that of an
/// attempt that lost a race to another one under its key: what was answered then was the other's effect.
/// </summary>
internal sealed partial class RedemptionSettlement(
    UnsettledDisclosures unsettled, RedemptionEffects effects, ILogger<RedemptionSettlement> logger) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var voided = await unsettled.SettleAsync(RedemptionDesk.Operation, effects.Among);
        if (voided > 0) LogSettled(voided);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "{Count} disclosures of redemptions had no effect; the ledger says so now.")]
    private partial void LogSettled(int count);
}
