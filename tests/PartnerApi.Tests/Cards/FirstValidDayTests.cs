using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Core;

namespace PartnerApi.Tests.Cards;

/// <summary>A card whose first valid day is tomorrow is not valid in any operation until midnight in the city.</summary>
public sealed class FirstValidDayTests
{
    private const string NeverIssued = "0000000000000680";
    private const string Redeem = "mutation($i: RedeemBenefitInput!) { redeemBenefit(input: $i) { redeemed reason redemption { subject } } }";

    [Fact]
    public async Task Card_is_not_valid_before_its_first_valid_day_in_any_operation()
    {
        var clock = new OffsetClock();
        await using var gateway = await RunningGateway.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(clock), ("Quotas:EligibilityPerCard", "100"), ("Quotas:MissAfter", "100"));
        var city = gateway.Services.GetRequiredService<CityClock>();
        var cards = MuseumGateway.Adults(city.Today).Take(2).ToList();
        var subject = (await RedeemAsync(gateway, cards[0])).Data("redeemBenefit", "redemption", "subject").GetString()!;
        Assert.True(await IsSubjectValidAsync(gateway, subject));
        var tomorrow = city.Today.AddDays(1);
        foreach (var card in cards)
            await StoredCards.SetTermsAsync(gateway, card, terms => terms with { ValidFrom = tomorrow, ExpiresOn = tomorrow.AddYears(5) });

        const string museum = "valid expiresOn subject eligibility(benefit: \"river-museum-membership\") { eligible }";
        Assert.Equal(
            (await gateway.QueryCardAsync("river-museum", museum, number: NeverIssued)).Body, (await gateway.QueryCardAsync("river-museum", museum, number: cards[1])).Body);
        var receipt = (await gateway.QueryCardAsync("harbor-bank", "receipt { jws }", number: cards[1])).Data("card", "receipt", "jws").GetString()!;
        Assert.Contains("\"valid\":false", Payload(receipt), StringComparison.Ordinal);
        Assert.Equal("NOT_ELIGIBLE", (await RedeemAsync(gateway, cards[1])).Data("redeemBenefit", "reason").GetString());
        Assert.False(await IsSubjectValidAsync(gateway, subject));
        Assert.Equal("NOT_YET_VALID", await StatusAsync(gateway, cards[1]));

        clock.Set(city.MidnightAfter(city.Today).AddSeconds(-30));
        Assert.False((await gateway.QueryCardAsync("river-museum", "valid", number: cards[1])).Data("card", "valid").GetBoolean());
        clock.Set(city.MidnightAfter(city.Today).AddSeconds(1));
        Assert.True((await gateway.QueryCardAsync("river-museum", "valid", number: cards[1])).Data("card", "valid").GetBoolean());
        Assert.Equal("ACTIVE", await StatusAsync(gateway, cards[1]));
        Assert.True(await IsSubjectValidAsync(gateway, subject));
        Assert.True((await RedeemAsync(gateway, cards[1])).Data("redeemBenefit", "redeemed").GetBoolean());
    }

    private static string Payload(string jws) =>
        System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(jws.Split('.')[1]));

    private static async Task<bool> IsSubjectValidAsync(RunningGateway gateway, string subject) =>
        (await gateway.QueryAsync("river-museum", "query($ids: [ID!]!) { subjects(ids: $ids) { valid } }", new { ids = new[] { subject } }))
            .Data("subjects", 0, "valid").GetBoolean();

    private static async Task<string?> StatusAsync(RunningGateway gateway, string number) =>
        (await gateway.QueryCardAsync("card-registrar", "status", number: number)).Data("card", "status").GetString();

    private static Task<Answer> RedeemAsync(RunningGateway gateway, string card) => gateway.QueryAsync(
        "river-museum", Redeem, new { i = new { card, purpose = "MEMBERSHIP", benefit = MuseumGateway.Benefit, idempotencyKey = MuseumGateway.NewKey() } });
}
