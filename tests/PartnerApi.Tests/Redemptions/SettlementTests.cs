using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Disclosures;
using PartnerApi.Redemptions;
using PartnerApi.Sealing;
using PartnerApi.Tests.Disclosures;
using PartnerApi.Tests.Host;

namespace PartnerApi.Tests.Redemptions;

/// <summary>What a crash between a disclosure and its effect leaves, and what the next start makes of it.</summary>
public sealed class SettlementTests
{
    private const string Redeem = """
        mutation($key: String!) { redeemBenefit(input: {
            card: "0000000000000195", purpose: MEMBERSHIP, benefit: "river-museum-membership", idempotencyKey: $key }) { redeemed } }
        """;

    [Fact]
    public async Task Disclosure_without_its_effect_is_void_after_the_next_start_and_those_with_one_and_replays_are_not()
    {
        await using var gateway = await RunningGateway.StartAsync();
        Assert.True((await RedeemAsync(gateway, "one")).Data("redeemBenefit", "redeemed").GetBoolean());
        Assert.True((await RedeemAsync(gateway, "one")).Data("redeemBenefit", "redeemed").GetBoolean());
        Assert.False((await RedeemAsync(gateway, "two")).Data("redeemBenefit", "redeemed").GetBoolean());

        // As it stands when the process ends before the effect is committed.
        var lost = RandomIds.Next();
        await gateway.Services.GetRequiredService<DisclosureLog>().AppendAsync(new DisclosureRecord(
            lost, TimeProvider.System.GetUtcNow(), "river-museum", "river-museum", "MEMBERSHIP", RedemptionDesk.Operation,
            DisclosureRecord.Permit, true, "redeemed", UInt128.One));

        await gateway.RestartAsync();
        await gateway.RestartAsync();
        var voided = LedgerGateway.Records(gateway.Data).Where(record => record.Decision == LedgerEntry.Void).ToList();
        Assert.Equal(DisclosureRecord.Text(lost), Assert.Single(voided).Fields);
    }

    private static Task<Answer> RedeemAsync(RunningGateway gateway, string key) => gateway.AskAsync("river-museum", Redeem, new { key });
}
