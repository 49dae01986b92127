using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Policy;

namespace PartnerApi.Tests.Cards;

/// <summary>Two cards of one holder: the fields disclosed to a partner, and the facts that it must not learn.</summary>
public sealed class ReplacedCardTests : IAsyncDisposable
{
    private const string NeverIssued = "0000000000000680";
    private const string Fields = "valid expiresOn subject eligibility(benefit: \"river-museum-membership\") { eligible }";
    private const string Subjects = "query($ids: [ID!]!) { subjects(ids: $ids) { valid entitlements { benefit running } } }";
    private const string Redeem = "mutation($i: RedeemBenefitInput!) { redeemBenefit(input: $i) { redeemed reason redemption { subject } } }";

    private readonly List<string> cards = [.. MuseumGateway.Adults(Installation.CityToday).Take(4)];
    private RunningGateway gateway = null!;

    public async ValueTask DisposeAsync() => await gateway.DisposeAsync();

    [Fact]
    public async Task Replacement_takes_effect_at_once_and_keeps_the_holder()
    {
        gateway = await RunningGateway.StartAsync(null);
        var (old, by) = (cards[0], cards[1]);
        var redeemed = await RedeemAsync(old);
        var subject = redeemed.Data("redeemBenefit", "redemption", "subject").GetString()!;
        await StoredCards.SetTermsAsync(gateway, old, terms => terms with { State = CardState.ReportedLost });
        Assert.Equal("""{"subjects":[{"valid":false,"entitlements":[]}]}""", (await QuerySubjectAsync(subject)).Data().GetRawText());

        await StoredCards.ReplaceAsync(gateway, old, by);
        Assert.Equal(
            """{"subjects":[{"valid":true,"entitlements":[{"benefit":"river-museum-membership","running":true}]}]}""",
            (await QuerySubjectAsync(subject)).Data().GetRawText());
        Assert.Equal(subject, (await QueryAsync(by, "subject")).Data("card", "subject").GetString());
        Assert.Equal("ALREADY_REDEEMED", (await RedeemAsync(by)).Data("redeemBenefit", "reason").GetString());
        Assert.Equal("NOT_ELIGIBLE", (await RedeemAsync(old)).Data("redeemBenefit", "reason").GetString());
        Assert.Equal("REPLACED", (await gateway.QueryCardAsync("card-registrar", "status", number: old)).Data("card", "status").GetString());
        Assert.Equal("ACTIVE", (await gateway.QueryCardAsync("card-registrar", "status", number: by)).Data("card", "status").GetString());

        await StoredCards.SetTermsAsync(gateway, by, terms => terms with { State = CardState.Revoked });
        Assert.False((await QuerySubjectAsync(subject)).Data("subjects", 0, "valid").GetBoolean());
    }

    [Fact]
    public async Task Replaced_card_gets_the_same_bytes_as_an_unknown_number()
    {
        gateway = await RunningGateway.StartAsync(null);
        await StoredCards.ReplaceAsync(gateway, cards[0], cards[1]);
        var (replaced, never) = (await QueryAsync(cards[0], Fields), await QueryAsync(NeverIssued, Fields));
        Assert.Equal(never.Body, replaced.Body);
        Assert.Equal(never.Headers.Select(header => header.Key), replaced.Headers.Select(header => header.Key));
        var records = LedgerGateway.Records(gateway.Data).TakeLast(2).Select(record => record.Write(new byte[record.MostBytes])).ToList();
        Assert.Equal(records[0], records[1]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_cards_of_one_holder_use_the_quota_like_cards_of_two_holders(bool isCurrentValid)
    {
        // With a stopped clock, both alarms end in the same second.
        gateway = await RunningGateway.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(new ManualClock()), ("Quotas:MissAfter", "3"));

        // The same requests for two cards of one holder and for the cards of two strangers.
        await StoredCards.ReplaceAsync(gateway, cards[0], cards[1]);
        await StoredCards.SetTermsAsync(gateway, cards[2], terms => terms with { State = CardState.Revoked });
        if (!isCurrentValid)
        {
            foreach (var current in (string[])[cards[1], cards[3]])
                await StoredCards.SetTermsAsync(gateway, current, terms => terms with { State = CardState.ReportedLost });
        }
        Assert.Equal(await UseAsync("river-museum", cards[2], cards[3]), await UseAsync("hill-museum", cards[0], cards[1]));
    }

    [Fact]
    public async Task Eligibility_is_counted_for_each_card()
    {
        gateway = await RunningGateway.StartAsync(null, ("Quotas:EligibilityPerCard", "1"));
        await StoredCards.ReplaceAsync(gateway, cards[0], cards[1]);
        foreach (var card in (string[])[cards[0], cards[1], NeverIssued])
        {
            Assert.Empty((await QueryAsync(card, Fields)).Codes);
            Assert.Equal(["QUOTA_EXCEEDED"], (await QueryAsync(card, Fields)).Codes);
        }
    }

    [Fact]
    public async Task Misses_are_counted_for_each_card()
    {
        gateway = await RunningGateway.StartAsync(null, ("Quotas:MissAfter", "3"));
        // Two replaced cards of one holder and one unknown number are three misses, like three strangers' cards. The third raises the alarm.
        await StoredCards.ReplaceAsync(gateway, cards[0], cards[1]);
        await StoredCards.ReplaceAsync(gateway, cards[1], cards[2]);
        Assert.Empty((await QueryAsync(cards[0], "valid")).Codes);
        Assert.Empty((await QueryAsync(cards[1], "valid")).Codes);
        Assert.Equal(["QUOTA_EXCEEDED"], (await QueryAsync(NeverIssued, "valid")).Codes);
    }

    [Fact]
    public async Task Quota_does_not_reveal_which_card_a_known_person_has()
    {
        gateway = await RunningGateway.StartAsync(null);
        var subject = (await RedeemAsync(cards[0])).Data("redeemBenefit", "redemption", "subject").GetString()!;
        await StoredCards.ReplaceAsync(gateway, cards[0], cards[1]);
        await StoredCards.SetTermsAsync(gateway, cards[1], terms => terms with { State = CardState.Revoked });
        var before = await LeftAsync("river-museum");
        await QuerySubjectAsync(subject);
        Assert.Equal(before - 1, await LeftAsync("river-museum"));
        await QuerySubjectAsync(subject);
        Assert.Equal(before - 1, await LeftAsync("river-museum"));
        await QueryAsync(cards[1], "valid");
        Assert.Equal(before - 2, await LeftAsync("river-museum"));
        var records = LedgerGateway.Records(gateway.Data).Where(record => record.Decision == "PERMIT").ToList();
        Assert.Equal(["redeemBenefit", "subjects", "subjects", "card"], records.Select(record => record.Operation));
        Assert.Equal(3, records.Select(record => record.Reference).Distinct().Count());
    }

    // The responses, and the partner's quota after each of them.
    private async Task<string> UseAsync(string client, string first, string second)
    {
        var seen = new List<string>();
        foreach (var number in (string[])[first, second, first, NeverIssued, second])
        {
            var answer = await gateway.QueryCardAsync(client, "valid", number: number);
            seen.Add($"{answer.Body} {string.Join(',', answer.Codes)} {await LeftAsync(client)}");
        }
        return string.Join('\n', seen);
    }

    private async Task<int> LeftAsync(string client) =>
        (await gateway.QueryAsync(client, "{ viewer { quota { cardsLeftToday } } }")).Data("viewer", "quota", "cardsLeftToday").GetInt32();

    private Task<Answer> QueryAsync(string number, string fields) => gateway.QueryCardAsync("river-museum", fields, number: number);

    private Task<Answer> QuerySubjectAsync(string subject) => gateway.QueryAsync("river-museum", Subjects, new { ids = new[] { subject } });

    private Task<Answer> RedeemAsync(string card) => gateway.QueryAsync(
        "river-museum", Redeem, new { i = new { card, purpose = "MEMBERSHIP", benefit = MuseumGateway.Benefit, idempotencyKey = MuseumGateway.NewKey() } });
}
