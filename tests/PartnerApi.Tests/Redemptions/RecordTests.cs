using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Core;
using PartnerApi.Ledger;
using PartnerApi.Redemptions;
using PartnerApi.Storage;

namespace PartnerApi.Tests.Redemptions;

/// <summary>The data stored beside a redemption: its disclosure, its effect, and the result under its key.</summary>
[Collection(nameof(MuseumGateway))]
public sealed class RecordTests(MuseumGateway museum)
{
    [Fact]
    public async Task Unsettled_disclosure_with_an_effect_differs_from_one_without()
    {
        var (effects, first) = (museum.Gateway.Services.GetRequiredService<RedemptionEffects>(), TestLedger.Record(TestLedger.FirstDay));

        // A disclosure under way prevents the settlement of the disclosures after it.
        await effects.RunAsync(first.Id, async () =>
        {
            await museum.Gateway.Services.GetRequiredService<LedgerAppender>().AppendAsync(first with { Operation = RedemptionService.Operation });
            await museum.RedeemAsync(museum.NextCard());
            var known = LedgerGateway.Records(museum.Gateway.Data).Last(record => record.Operation == RedemptionService.Operation).Id;
            Assert.Equal([known], effects.Among([known, known + 1, first.Id, 0]));
            await effects.DeleteAsync([known, known + 1], TestContext.Current.CancellationToken);
            Assert.Empty(effects.Among([known, known + 1, 0]));
            return 0;
        });
    }

    [Fact]
    public async Task Effect_under_way_may_come_until_its_outcome_is_known()
    {
        var effects = museum.Gateway.Services.GetRequiredService<RedemptionEffects>();
        UInt128 done = 1, failed = 2, unknown = 3;
        Assert.True(await effects.RunAsync(done, () => Task.FromResult(effects.IsPending(done))));
        Assert.False(effects.IsPending(done));
        await Assert.ThrowsAsync<TimeoutException>(() => effects.RunAsync<int>(failed, () => throw new TimeoutException()));
        Assert.False(effects.IsPending(failed));
        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => effects.RunAsync<int>(unknown, () => throw new StoreUnavailableException("", StoreTrouble.OutcomeUnknown)));
        Assert.True(effects.IsPending(unknown));
    }

    [Fact]
    public async Task Stored_result_expires_and_the_redemption_stays()
    {
        var (card, key) = (museum.NextCard(), MuseumGateway.NewKey());
        Assert.True((await museum.RedeemAsync(card, key)).Data("redeemBenefit", "redeemed").GetBoolean());
        var expiry = museum.Gateway.Services.GetRequiredService<IdempotencyKeyExpiry>();
        var now = museum.Clock.GetUtcNow();
        try
        {
            museum.Clock.Set(now.AddDays(30));
            Assert.Equal(0, await expiry.DeleteExpiredAsync(TestContext.Current.CancellationToken));
            museum.Clock.Set(now.AddDays(IdempotencyKeyExpiry.KeptDays + 1));
            Assert.InRange(await expiry.DeleteExpiredAsync(TestContext.Current.CancellationToken), 1, int.MaxValue);
        }
        finally
        {
            museum.Clock.Set(now);
        }
        Assert.Equal("ALREADY_REDEEMED", (await museum.RedeemAsync(card, key)).Data("redeemBenefit", "reason").GetString());
    }

    [Fact]
    public async Task Redemption_that_cannot_be_recorded_has_no_effect()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await gateway.TokenAsync("river-museum");
        await gateway.Services.GetRequiredService<LedgerAppender>().StopAsync(TestContext.Current.CancellationToken);
        var input = new { card = Callers.ValidCard, purpose = "MEMBERSHIP", benefit = MuseumGateway.Benefit, idempotencyKey = "k" };
        var answer = await gateway.QueryAsync("river-museum", "mutation($i: RedeemBenefitInput!) { redeemBenefit(input: $i) { redeemed } }", new { i = input });
        Assert.Equal(["UNAVAILABLE"], answer.Codes);
        Assert.False(answer.Json.TryGetProperty("data", out var data) && data.GetProperty("redeemBenefit").ValueKind != JsonValueKind.Null);
        using var context = Context(gateway);
        Assert.False(context.Set<Redemption>().Any());
        Assert.False(context.Set<RedemptionKey>().Any());
        Assert.False(context.Set<RedemptionEffect>().Any());
    }

    private static GatewayDbContext Context(RunningGateway gateway) => gateway.Services.GetRequiredService<IDbContextFactory<GatewayDbContext>>().CreateDbContext();
}
