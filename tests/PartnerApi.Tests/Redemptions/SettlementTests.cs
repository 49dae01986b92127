using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Ledger;
using PartnerApi.Redemptions;
using PartnerApi.Sealing;

namespace PartnerApi.Tests.Redemptions;

/// <summary>Disclosures without an effect, after a crash or a failure, and their settlement.</summary>
public sealed class SettlementTests
{
    private const string Redeem = """
        mutation($key: String!) { redeemBenefit(input: {
            card: "0000000000000195", purpose: MEMBERSHIP, benefit: "river-museum-membership", idempotencyKey: $key }) { redeemed } }
        """;

    [Fact]
    public async Task Only_a_disclosure_without_effect_is_void_after_a_restart()
    {
        await using var gateway = await RunningGateway.StartAsync();
        Assert.True((await RedeemAsync(gateway, "one")).Data("redeemBenefit", "redeemed").GetBoolean());
        Assert.True((await RedeemAsync(gateway, "one")).Data("redeemBenefit", "redeemed").GetBoolean());
        Assert.False((await RedeemAsync(gateway, "two")).Data("redeemBenefit", "redeemed").GetBoolean());

        // The state after a process ends before it commits the effect.
        var lost = RandomIds.Next();
        await gateway.Services.GetRequiredService<LedgerAppender>().AppendAsync(new DisclosureRecord(
            lost, TimeProvider.System.GetUtcNow(), "river-museum", "river-museum", "MEMBERSHIP", RedemptionService.Operation,
            DisclosureRecord.Permit, true, "redeemed", UInt128.One));

        await gateway.RestartAsync();
        await gateway.RestartAsync();
        var voided = LedgerGateway.Records(gateway.Data).Where(record => record.Decision == LedgerEntry.Void).ToList();
        Assert.Equal(DisclosureRecord.Text(lost), Assert.Single(voided).Fields);
    }

    [Fact]
    public async Task Failed_redemption_is_void_without_a_restart_and_settled_effects_are_deleted()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var settlement = gateway.Services.GetRequiredService<RedemptionSettlement>();
        var cancel = TestContext.Current.CancellationToken;
        Assert.True((await RedeemAsync(gateway, "one")).Data("redeemBenefit", "redeemed").GetBoolean());
        await settlement.SettleAsync(cancel);
        Assert.Equal(0L, TestDatabase.Rows(gateway.Data, "SELECT COUNT(*) FROM RedemptionEffects")[0][0]);

        TestDatabase.Execute(gateway.Data, "ALTER TABLE RedemptionEffects RENAME TO Elsewhere");
        Assert.NotEmpty((await RedeemAsync(gateway, "two")).Codes);
        TestDatabase.Execute(gateway.Data, "ALTER TABLE Elsewhere RENAME TO RedemptionEffects");
        var lost = LedgerGateway.Records(gateway.Data).Last(record => record.Operation == RedemptionService.Operation).Id;
        await settlement.SettleAsync(cancel);
        Assert.Equal([DisclosureRecord.Text(lost)], Voided(gateway));
        Assert.False((await RedeemAsync(gateway, "three")).Data("redeemBenefit", "redeemed").GetBoolean());
        await settlement.SettleAsync(cancel);
        await gateway.RestartAsync();
        Assert.Equal([DisclosureRecord.Text(lost)], Voided(gateway));
    }

    [Fact]
    public async Task Redemption_under_way_is_not_void()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var (effects, settlement) = (gateway.Services.GetRequiredService<RedemptionEffects>(), gateway.Services.GetRequiredService<RedemptionSettlement>());
        var (cancel, id) = (TestContext.Current.CancellationToken, RandomIds.Next());
        await effects.RunAsync(id, async () =>
        {
            await gateway.Services.GetRequiredService<LedgerAppender>().AppendAsync(new DisclosureRecord(
                id, TimeProvider.System.GetUtcNow(), "river-museum", "river-museum", "MEMBERSHIP", RedemptionService.Operation,
                DisclosureRecord.Permit, true, "redeemed", UInt128.One));
            await settlement.SettleAsync(cancel);
            Assert.Empty(Voided(gateway));
            return 0;
        });
        await settlement.SettleAsync(cancel);
        Assert.Equal([DisclosureRecord.Text(id)], Voided(gateway));
    }

    private static List<string> Voided(RunningGateway gateway) =>
        [.. LedgerGateway.Records(gateway.Data).Where(record => record.Decision == LedgerEntry.Void).Select(record => record.Fields)];

    private static Task<Answer> RedeemAsync(RunningGateway gateway, string key) => gateway.QueryAsync("river-museum", Redeem, new { key });
}
