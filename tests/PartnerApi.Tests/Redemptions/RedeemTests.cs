using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Benefits;
using PartnerApi.Core;

namespace PartnerApi.Tests.Redemptions;

/// <summary>The results of a redemption, the order of its checks, and its idempotency.</summary>
[Collection(nameof(MuseumGateway))]
public sealed class RedeemTests(MuseumGateway museum)
{
    private const string NotEligible = """{"redeemBenefit":{"redeemed":false,"reason":"NOT_ELIGIBLE","redemption":null}}""";
    private const string AlreadyRedeemed = """{"redeemBenefit":{"redeemed":false,"reason":"ALREADY_REDEEMED","redemption":null}}""";

    [Fact]
    public async Task Eligible_holder_redeems_once_and_is_identified_by_the_partner_s_subject()
    {
        var card = museum.NextCard();
        var answer = await museum.RedeemAsync(card);
        Assert.Empty(answer.Codes);
        var redemption = answer.Data("redeemBenefit", "redemption");
        var known = await museum.Gateway.QueryCardAsync("river-museum", "subject", number: card);
        Assert.Equal(known.Data("card", "subject").GetString(), redemption.GetProperty("subject").GetString());
        Assert.Equal(MuseumGateway.Benefit, redemption.GetProperty("benefit").GetString());
        Assert.Equal(22, redemption.GetProperty("id").GetString()!.Length);
        Assert.Equal("null", redemption.GetProperty("reversedAt").GetRawText());
        var redeemedOn = museum.Gateway.Services.GetRequiredService<CityClock>().DayOf(redemption.GetProperty("redeemedAt").GetDateTimeOffset());
        Assert.Equal(redeemedOn.AddDays(364).ToString("O", CultureInfo.InvariantCulture), redemption.GetProperty("validUntil").GetString());
        Assert.Equal(AlreadyRedeemed, (await museum.RedeemAsync(card)).Data().GetRawText());
        Assert.Equal(AlreadyRedeemed, (await museum.RedeemAsync(card, client: MuseumGateway.SecondClient)).Data().GetRawText());
    }

    [Theory]
    [InlineData("0000000000000292")]
    [InlineData("0000000000000389")]
    [InlineData("0000000000000486")]
    [InlineData("0000000000000583")]
    [InlineData("0000000000000680")]
    public async Task Every_reason_for_ineligibility_gets_the_same_response(string card)
    {
        var key = MuseumGateway.NewKey();
        foreach (var answer in new[] { await museum.RedeemAsync(card, key), await museum.RedeemAsync(card, key), await museum.RedeemAsync(card) })
        {
            Assert.Empty(answer.Codes);
            Assert.Equal(NotEligible, answer.Data().GetRawText());
        }
    }

    [Fact]
    public async Task Holder_who_redeemed_and_is_no_longer_eligible_gets_NOT_ELIGIBLE()
    {
        var card = museum.NextCard();
        var key = MuseumGateway.NewKey();
        var first = await museum.RedeemAsync(card, key);
        var yesterday = museum.Gateway.Services.GetRequiredService<CityClock>().Today.AddDays(-1);
        var benefits = ActivatorUtilities.CreateInstance<BenefitRegistry>(museum.Gateway.Services);
        _ = (await benefits.SetAsync(MuseumGateway.Benefit, new BenefitChange(null, null, null, null, yesterday, false), TestContext.Current.CancellationToken)).Value;
        Assert.Equal(NotEligible, (await museum.RedeemAsync(card)).Data().GetRawText());
        Assert.Equal(first.Body, (await museum.RedeemAsync(card, key)).Body);
        _ = (await benefits.SetAsync(MuseumGateway.Benefit, new BenefitChange(null, null, null, null, null, true), TestContext.Current.CancellationToken)).Value;
        Assert.Equal(AlreadyRedeemed, (await museum.RedeemAsync(card)).Data().GetRawText());
    }

    [Fact]
    public async Task Repeated_request_returns_the_first_result()
    {
        var (card, key) = (museum.NextCard(), MuseumGateway.NewKey());
        var first = await museum.RedeemAsync(card, key);
        var spaced = string.Join(' ', card.Chunk(4).Select(group => new string(group)));
        Assert.Equal(first.Body, (await museum.RedeemAsync(card, key)).Body);
        Assert.Equal(first.Body, (await museum.RedeemAsync(spaced, key)).Body);
        Assert.Equal(first.Body, (await museum.RedeemAsync(card, key, MuseumGateway.SecondClient)).Body);
        await museum.ReverseAsync(first.Data("redeemBenefit", "redemption", "id").GetString()!);
        Assert.Equal(first.Body, (await museum.RedeemAsync(card, key)).Body);
    }

    [Fact]
    public async Task Reused_key_is_rejected_without_an_effect()
    {
        var (card, other, key) = (museum.NextCard(), museum.NextCard(), MuseumGateway.NewKey());
        await museum.RedeemAsync(card, key);
        foreach (var client in new[] { "river-museum", MuseumGateway.SecondClient })
        {
            var answer = await museum.RedeemAsync(other, key, client);
            Assert.Equal(["IDEMPOTENCY_KEY_REUSED"], answer.Codes);
            Assert.Equal("""{"redeemBenefit":null}""", answer.Data().GetRawText());
        }
        Assert.True((await museum.RedeemAsync(other)).Data("redeemBenefit", "redeemed").GetBoolean());
    }

    [Fact]
    public async Task Two_partners_may_use_the_same_key()
    {
        var key = MuseumGateway.NewKey();
        Assert.True((await museum.RedeemAsync(museum.NextCard(), key)).Data("redeemBenefit", "redeemed").GetBoolean());
        var answer = await museum.RedeemAsync(Callers.ValidCard, key, "hill-museum", "hill-museum-membership");
        Assert.True(answer.Data("redeemBenefit", "redeemed").GetBoolean(), answer.Body);
    }

    [Theory]
    [InlineData("PASSPORT", "", "x", "y", "PURPOSE_NOT_AGREED")]
    [InlineData("MEMBERSHIP", "", "x", "y", "IDEMPOTENCY_KEY_INVALID")]
    [InlineData("MEMBERSHIP", "with space", "x", "y", "IDEMPOTENCY_KEY_INVALID")]
    [InlineData("MEMBERSHIP", "tab\t", "x", "y", "IDEMPOTENCY_KEY_INVALID")]
    [InlineData("MEMBERSHIP", "ключ", "x", "y", "IDEMPOTENCY_KEY_INVALID")]
    [InlineData("MEMBERSHIP", "12345678901234567890123456789012345678901234567890123456789012345", "x", "y", "IDEMPOTENCY_KEY_INVALID")]
    [InlineData("MEMBERSHIP", "k", "hill-museum-membership", "y", "BENEFIT_NOT_FOUND")]
    [InlineData("MEMBERSHIP", "k", "nobody-has-it", "y", "BENEFIT_NOT_FOUND")]
    [InlineData("MEMBERSHIP", "k", MuseumGateway.Benefit, "0000000000000196", "CARD_NUMBER_MALFORMED")]
    public async Task Checks_run_in_this_order(string purpose, string key, string benefit, string card, string code)
    {
        var answer = await museum.RedeemAsync(card, key, benefit: benefit, purpose: purpose);
        Assert.Equal([code], answer.Codes);
        Assert.Equal("""{"redeemBenefit":null}""", answer.Data().GetRawText());
        if (key.Length > 1) Assert.DoesNotContain(key, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_of_ten_thousand_characters_is_rejected()
    {
        var answer = await museum.RedeemAsync(museum.NextCard(), new string('k', 10_000));
        Assert.Equal(["IDEMPOTENCY_KEY_INVALID"], answer.Codes);
        Assert.InRange(answer.Body.Length, 1, 500);
    }

    [Fact]
    public async Task Reversal_frees_the_entitlement_once()
    {
        var card = museum.NextCard();
        var id = (await museum.RedeemAsync(card)).Data("redeemBenefit", "redemption", "id").GetString()!;
        var first = await museum.ReverseAsync(id);
        Assert.NotEqual("null", first.Data("reverseRedemption", "redemption", "reversedAt").GetRawText());
        Assert.True((await museum.RedeemAsync(card)).Data("redeemBenefit", "redeemed").GetBoolean());
        Assert.Equal(first.Body, (await museum.ReverseAsync(id, MuseumGateway.SecondClient, "HOLDER_CHANGED_MIND")).Body);
        Assert.Equal(AlreadyRedeemed, (await museum.RedeemAsync(card)).Data().GetRawText());
    }

    [Fact]
    public async Task Redemption_of_another_partner_is_not_found()
    {
        var id = (await museum.RedeemAsync(museum.NextCard())).Data("redeemBenefit", "redemption", "id").GetString()!;
        var foreign = await museum.ReverseAsync(id, "hill-museum");
        var absent = await museum.ReverseAsync(new string('A', 22), "hill-museum");
        Assert.Equal(["REDEMPTION_NOT_FOUND"], foreign.Codes);
        Assert.Equal(absent.Body, foreign.Body);
        foreach (var odd in new[] { "", "x", id + "A", id[..21] + "!", "1' OR 1=1", new string('A', 5000) })
            Assert.Equal(absent.Body, (await museum.ReverseAsync(odd, "hill-museum")).Body);
    }

    [Fact]
    public async Task Scope_is_checked_before_the_effect()
    {
        var card = museum.NextCard();
        var answer = await museum.Gateway.QueryAsync(
            "river-museum", "mutation($i: RedeemBenefitInput!) { redeemBenefit(input: $i) { redeemed } }",
            new { i = new { card, purpose = "MEMBERSHIP", benefit = MuseumGateway.Benefit, idempotencyKey = MuseumGateway.NewKey() } }, scope: "card:validity");
        Assert.Equal(["FORBIDDEN"], answer.Codes);
        Assert.True((await museum.RedeemAsync(card)).Data("redeemBenefit", "redeemed").GetBoolean());
    }

    [Fact]
    public async Task Only_one_of_a_thousand_attempts_of_two_clients_gets_the_entitlement()
    {
        var card = museum.NextCard();

        // Get the tokens first: otherwise a thousand concurrent checks of a client's secret would dominate.
        foreach (var client in (string[])["river-museum", MuseumGateway.SecondClient]) await museum.Gateway.TokenAsync(client);
        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(async index =>
        {
            var (key, client) = (MuseumGateway.NewKey(), index % 2 == 0 ? "river-museum" : MuseumGateway.SecondClient);
            while (true)
            {
                // A request that found the queue full is repeated with its key.
                var answer = await museum.RedeemAsync(card, key, client);
                if (!answer.Codes.Contains("UNAVAILABLE")) return answer;
            }
        }));
        Assert.All(answers, answer => Assert.Empty(answer.Codes));
        Assert.Single(answers, answer => answer.Data("redeemBenefit", "redeemed").GetBoolean());
        Assert.Equal(999, answers.Count(answer => answer.Data().GetRawText() == AlreadyRedeemed));
    }

    [Fact]
    public async Task Concurrent_requests_with_one_key_have_one_effect_and_one_result()
    {
        var (card, key) = (museum.NextCard(), MuseumGateway.NewKey());
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => museum.RedeemAsync(card, key)));
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
        Assert.True(answers[0].Data("redeemBenefit", "redeemed").GetBoolean());
    }
}
