using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Ledger;
using PartnerApi.Partners;
using PartnerApi.Storage;

namespace PartnerApi.Tests.Redemptions;

/// <summary>The pages of the caller's redemptions, and the status of its members.</summary>
[Collection(nameof(MuseumGateway))]
public sealed class ListTests(MuseumGateway museum)
{
    private const string Page =
        "query($n: Int, $a: String, $b: ID, $f: Date, $t: Date) { redemptions(first: $n, after: $a, benefit: $b, from: $f, to: $t) "
        + "{ edges { cursor node { id subject } } pageInfo { hasNextPage endCursor } } }";

    private const string Subjects = "query($ids: [ID!]!) { subjects(ids: $ids) { id valid entitlements { benefit validUntil running } } }";

    [Fact]
    public async Task Pages_list_each_redemption_once_while_others_are_made()
    {
        var made = new List<string>();
        for (var count = 0; count < 12; count++) made.Add(await RedeemAsync());
        var page = await QueryAsync(new { n = 5 });
        var seen = Ids(page);
        while (page.Data("redemptions", "pageInfo", "hasNextPage").GetBoolean())
        {
            await RedeemAsync();
            page = await QueryAsync(new { n = 5, a = page.Data("redemptions", "pageInfo", "endCursor").GetString() });
            seen.AddRange(Ids(page));
        }
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Subset(seen.ToHashSet(), made.ToHashSet());
    }

    [Fact]
    public async Task Pages_are_ordered_by_hour_and_id_and_omit_redemptions_made_after_the_first_page()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var cards = MuseumGateway.Adults(Installation.CityToday).GetEnumerator();
        var made = new List<string>();
        for (var count = 0; count < 12; count++) made.Add(await RedeemAsync(gateway, cards));
        var seen = new List<string>();
        var page = await gateway.QueryAsync("river-museum", Page, new { n = 2 });
        while (true)
        {
            seen.AddRange(Ids(page));
            if (!page.Data("redemptions", "pageInfo", "hasNextPage").GetBoolean()) break;
            for (var count = 0; count < 3; count++) await RedeemAsync(gateway, cards);
            page = await gateway.QueryAsync("river-museum", Page, new { n = 2, a = page.Data("redemptions", "pageInfo", "endCursor").GetString() });
        }

        // Redemptions made after the first page would sort among the others: their ids are random, and nearly all have the same hour.
        Assert.Equal(made.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        var stored = TestDatabase.Rows(gateway.Data, "SELECT Id, RedeemedAt FROM Redemptions")
            .ToDictionary(row => Base64Url.EncodeToString((byte[])row[0]), row => (long)row[1]);
        Assert.Equal(
            made.OrderByDescending(id => stored[id]).ThenByDescending(id => Convert.ToHexString(Base64Url.DecodeFromChars(id)), StringComparer.Ordinal), seen);
    }

    [Fact]
    public async Task Pages_omit_a_redemption_made_in_the_same_millisecond_as_the_first_page()
    {
        var clock = new ManualClock();
        await using var gateway = await RunningGateway.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var cards = MuseumGateway.Adults(Installation.CityToday).GetEnumerator();
        var listed = new List<string> { await RedeemAsync(gateway, cards), await RedeemAsync(gateway, cards) };
        var first = await gateway.QueryAsync("river-museum", Page, new { n = 1 });

        // Random ids decide the order within an hour, so some of the redemptions would sort after the first page.
        clock.Advance(TimeSpan.FromTicks(1));
        for (var count = 0; count < 8; count++) await RedeemAsync(gateway, cards);
        var rest = await gateway.QueryAsync("river-museum", Page, new { n = 50, a = first.Data("redemptions", "pageInfo", "endCursor").GetString() });
        Assert.Equal(listed.Order(StringComparer.Ordinal), Ids(first).Concat(Ids(rest)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Response_has_exact_times_and_the_database_only_hours()
    {
        var before = museum.Clock.GetUtcNow().AddSeconds(-1);
        var redemption = (await museum.RedeemAsync(museum.NextCard())).Data("redeemBenefit", "redemption");
        Assert.InRange(redemption.GetProperty("redeemedAt").GetDateTimeOffset(), before, museum.Clock.GetUtcNow());
        var reversed = await museum.ReverseAsync(redemption.GetProperty("id").GetString()!);
        Assert.InRange(reversed.Data("reverseRedemption", "redemption", "reversedAt").GetDateTimeOffset(), before, museum.Clock.GetUtcNow());
        Assert.All(
            TestDatabase.Rows(museum.Gateway.Data, "SELECT RedeemedAt, ReversedAt FROM Redemptions").SelectMany(row => row)
                .Concat(TestDatabase.Rows(museum.Gateway.Data, "SELECT CreatedAt FROM RedemptionKeys").SelectMany(row => row)),
            at => Assert.Equal(0, (long)at % 3600));
    }

    [Theory]
    [InlineData("{0}=")]
    [InlineData("{0}==")]
    [InlineData("{0} ")]
    [InlineData(" {0}")]
    [InlineData("{0}\n")]
    [InlineData("{0}A")]
    [InlineData("{0}\0")]
    public async Task Cursor_or_id_with_extra_characters_is_rejected(string form)
    {
        var id = await RedeemAsync();
        var cursor = (await QueryAsync(new { n = 1 })).Data("redemptions", "pageInfo", "endCursor").GetString()!;
        Assert.Empty((await QueryAsync(new { a = cursor })).Codes);
        Assert.Equal(["CURSOR_INVALID"], (await QueryAsync(new { a = string.Format(CultureInfo.InvariantCulture, form, cursor) })).Codes);
        Assert.Equal(["REDEMPTION_NOT_FOUND"], (await museum.ReverseAsync(string.Format(CultureInfo.InvariantCulture, form, id))).Codes);
    }

    [Fact]
    public async Task Id_has_one_form_only()
    {
        const string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var id = await RedeemAsync();

        // The last of 22 characters has four unused bits.
        var first = letters.IndexOf(id[^1], StringComparison.Ordinal) / 16 * 16;
        var others = Enumerable.Range(first, 16).Select(index => id[..^1] + letters[index]).Where(other => other != id).ToList();
        Assert.Equal(15, others.Count);
        foreach (var other in others) Assert.Equal(["REDEMPTION_NOT_FOUND"], (await museum.ReverseAsync(other)).Codes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\\u0000")]
    [InlineData("river-museum-membership\\u0000")]
    [InlineData("\\ufffe")]
    [InlineData("river-museum-membership ")]
    public async Task Malformed_benefit_id_has_no_redemptions(string benefit)
    {
        await RedeemAsync();
        var answer = await museum.Gateway.SendAsync(
            await museum.Gateway.TokenAsync("river-museum"),
            """{"query":"query($b: ID) { redemptions(benefit: $b) { edges { cursor } pageInfo { hasNextPage } } }","variables":{"b":"BENEFIT"}}"""
                .Replace("BENEFIT", benefit, StringComparison.Ordinal));
        Assert.Equal("""{"redemptions":{"edges":[],"pageInfo":{"hasNextPage":false}}}""", answer.Data().GetRawText());
    }

    [Fact]
    public async Task Listed_redemptions_are_recorded_and_use_no_card_quota()
    {
        // A separate gateway: the lists of the shared museum contain holders that other tests have looked up.
        await using var gateway = await RunningGateway.StartAsync();
        var cards = MuseumGateway.Adults(Installation.CityToday).GetEnumerator();
        for (var count = 0; count < 2; count++) await RedeemAsync(gateway, cards);
        var (left, before) = (await LeftAsync(gateway), LedgerGateway.Records(gateway.Data).Count);
        var listed = await gateway.QueryAsync("river-museum", "{ redemptions(first: 2) { edges { node { id subject again: subject } } } }");
        var records = LedgerGateway.Records(gateway.Data).Skip(before).ToList();
        Assert.All(records, record => Assert.Equal(
            ("redemptions", "PERMIT", "-", "id,subject,subject", null), (record.Operation, record.Decision, record.Purpose, record.Fields, record.Valid)));
        Assert.Equal(2, records.Select(record => record.Reference).Distinct().Count());
        Assert.Equal(2, records.Count);

        var node = listed.Data("redemptions", "edges", 0, "node");
        await gateway.QueryAsync(
            "river-museum",
            "mutation($i: ReverseRedemptionInput!) { reverseRedemption(input: $i) { redemption { id subject reversedAt validUntil } } }",
            new { i = new { redemption = node.GetProperty("id").GetString(), reason = "ENTERED_BY_MISTAKE" } });
        var reversal = Assert.Single(LedgerGateway.Records(gateway.Data).Skip(before + 2));
        Assert.Equal(("reverseRedemption", "id,subject,reversedAt,validUntil"), (reversal.Operation, reversal.Fields));
        Assert.Equal(left, await LeftAsync(gateway));

        // The reference equals that of a query for the subject, which counts as a card.
        await gateway.QueryAsync("river-museum", Subjects, new { ids = new[] { node.GetProperty("subject").GetString() } });
        Assert.Equal(records[0].Reference, LedgerGateway.Records(gateway.Data)[^1].Reference);
        Assert.Equal(records[0].Reference, reversal.Reference);
        Assert.Equal(left - 1, await LeftAsync(gateway));

        // A redemption without disclosed fields is not recorded.
        before = LedgerGateway.Records(gateway.Data).Count;
        await gateway.QueryAsync("river-museum", "{ redemptions(first: 2) { edges { cursor } pageInfo { hasNextPage } } }");
        Assert.Equal(before, LedgerGateway.Records(gateway.Data).Count);
    }

    [Fact]
    public async Task Listed_redemptions_count_as_answers_even_after_a_restart()
    {
        await using var gateway = await RunningGateway.StartAsync(null, ("Quotas:AnswersPerHour", "10"), ("Quotas:AnswersPerDay", "10"));
        var cards = MuseumGateway.Adults(Installation.CityToday).GetEnumerator();
        var ids = new List<string>();
        for (var count = 0; count < 3; count++) ids.Add(await RedeemAsync(gateway, cards));
        const string list = "{ redemptions { edges { node { subject } } } }";
        Assert.Empty((await gateway.QueryAsync("river-museum", list)).Codes);
        await gateway.RestartAsync();
        Assert.Empty((await gateway.QueryAsync("river-museum", list)).Codes);
        Assert.Equal(["QUOTA_EXCEEDED"], (await gateway.QueryAsync("river-museum", list)).Codes);
        var reversal = await gateway.QueryAsync(
            "river-museum", "mutation($i: ReverseRedemptionInput!) { reverseRedemption(input: $i) { redemption { id } } }",
            new { i = new { redemption = ids[0], reason = "ENTERED_BY_MISTAKE" } });
        Assert.Equal(["QUOTA_EXCEEDED"], reversal.Codes);
    }

    [Fact]
    public async Task Identifiers_that_cannot_be_recorded_are_not_disclosed()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await RedeemAsync(gateway, MuseumGateway.Adults(Installation.CityToday).GetEnumerator());
        await gateway.Services.GetRequiredService<LedgerAppender>().StopAsync(TestContext.Current.CancellationToken);
        var answer = await gateway.QueryAsync("river-museum", "{ redemptions { edges { node { subject } } } }");
        Assert.Equal(["UNAVAILABLE"], answer.Codes);
        Assert.DoesNotContain("subject", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_a_hundred_redemptions_in_a_request_are_refused()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var cards = MuseumGateway.Adults(Installation.CityToday).GetEnumerator();
        for (var count = 0; count < 26; count++) await RedeemAsync(gateway, cards);
        var answer = await gateway.QueryAsync(
            "river-museum", "{ " + string.Join(' ', "abcd".Select(name => $"{name}: redemptions(first: 100) {{ edges {{ node {{ subject }} }} }}")) + " }");
        Assert.Equal(["LIMIT_EXCEEDED"], answer.Codes);
        Assert.Equal(26, answer.Data("c", "edges").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, answer.Data("d").ValueKind);
    }

    [Fact]
    public async Task List_omits_redemptions_of_others()
    {
        await RedeemAsync();
        Assert.Empty(Ids(await museum.Gateway.QueryAsync("city-library", Page, new { })));
        Assert.Empty(Ids(await QueryAsync(new { b = "hill-museum-membership" })));
        Assert.NotEmpty(Ids(await QueryAsync(new { b = MuseumGateway.Benefit })));
        Assert.Empty(Ids(await QueryAsync(new { f = "2999-01-01" })));
        Assert.Empty(Ids(await QueryAsync(new { t = "2001-01-01" })));
    }

    [Theory]
    [InlineData("""{"n":0}""", "LIMIT_EXCEEDED")]
    [InlineData("""{"n":-1}""", "LIMIT_EXCEEDED")]
    [InlineData("""{"n":101}""", "LIMIT_EXCEEDED")]
    [InlineData("""{"a":""}""", "CURSOR_INVALID")]
    [InlineData("""{"a":"1"}""", "CURSOR_INVALID")]
    public async Task Invalid_page_is_rejected(string variables, string code) =>
        Assert.Equal([code], (await QueryAsync(JsonSerializer.Deserialize<JsonElement>(variables))).Codes);

    [Fact]
    public async Task Cursor_of_another_partner_or_with_an_altered_character_is_rejected()
    {
        await RedeemAsync();
        var cursor = (await QueryAsync(new { n = 1 })).Data("redemptions", "pageInfo", "endCursor").GetString()!;
        var changed = (cursor[0] == 'A' ? 'B' : 'A') + cursor[1..];
        Assert.Equal(["CURSOR_INVALID"], (await QueryAsync(new { a = changed })).Codes);
        Assert.Equal(["CURSOR_INVALID"], (await museum.Gateway.QueryAsync("hill-museum", Page, new { a = cursor })).Codes);
    }

    [Fact]
    public async Task Subject_of_a_member_is_valid_and_all_others_get_the_same_response()
    {
        var redeemed = (await museum.RedeemAsync(museum.NextCard())).Data("redeemBenefit", "redemption");
        var reversed = (await museum.RedeemAsync(museum.NextCard())).Data("redeemBenefit", "redemption");
        await museum.ReverseAsync(reversed.GetProperty("id").GetString()!);
        var (member, left) = (redeemed.GetProperty("subject").GetString()!, reversed.GetProperty("subject").GetString()!);
        var never = (await museum.Gateway.QueryAsync(
            "river-museum", "query($n: CardNumber!) { card(number: $n, purpose: MEMBERSHIP) { subject } }", new { n = museum.NextCard() })).Data("card", "subject").GetString()!;
        string[] ids = [member, left, never, "", "x", new string('A', 22), "é"];

        var answer = await museum.Gateway.QueryAsync("river-museum", Subjects, new { ids });
        Assert.Equal(ids, answer.Data("subjects").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
        Assert.Equal(
            $$"""{"id":"{{member}}","valid":true,"entitlements":[{"benefit":"{{MuseumGateway.Benefit}}","validUntil":"{{redeemed.GetProperty("validUntil").GetString()}}","running":true}]}""",
            answer.Data("subjects", 0).GetRawText());
        Assert.All(answer.Data("subjects").EnumerateArray().Skip(1), item => Assert.Equal(
            """{"valid":false,"entitlements":[]}""", JsonSerializer.Serialize(new { valid = item.GetProperty("valid"), entitlements = item.GetProperty("entitlements") })));
        var foreign = await museum.Gateway.QueryAsync("hill-museum", Subjects, new { ids = new[] { member } });
        Assert.False(foreign.Data("subjects", 0, "valid").GetBoolean());
    }

    [Fact]
    public async Task Member_with_two_benefits_has_each_of_them()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await gateway.Services.GetRequiredService<GatewayWriter>().WriteAsync(
            context =>
            {
                context.Set<Agreement>().Single(row => row.PartnerId == "river-museum").Benefits = [MuseumGateway.Benefit, "hill-museum-membership"];
                context.RaiseDirectory();
            },
            TestContext.Current.CancellationToken);
        var subjects = new HashSet<string>();
        foreach (var benefit in (string[])[MuseumGateway.Benefit, "hill-museum-membership"])
        {
            var answer = await gateway.QueryAsync(
                "river-museum",
                "mutation($i: RedeemBenefitInput!) { redeemBenefit(input: $i) { redemption { subject } } }",
                new { i = new { card = Callers.ValidCard, purpose = "MEMBERSHIP", benefit, idempotencyKey = MuseumGateway.NewKey() } });
            subjects.Add(answer.Data("redeemBenefit", "redemption", "subject").GetString()!);
        }
        var status = await gateway.QueryAsync("river-museum", Subjects, new { ids = new[] { Assert.Single(subjects) } });
        Assert.Equal(
            ["hill-museum-membership", MuseumGateway.Benefit],
            status.Data("subjects", 0, "entitlements").EnumerateArray().Select(item => item.GetProperty("benefit").GetString()));
    }

    [Fact]
    public async Task More_than_a_hundred_subjects_are_refused() => Assert.Equal(
        ["LIMIT_EXCEEDED"], (await museum.Gateway.QueryAsync("river-museum", Subjects, new { ids = Enumerable.Repeat("x", 101) })).Codes);

    [Fact]
    public async Task Unknown_subjects_are_recorded_like_known_ones_each_under_its_own_reference()
    {
        var member = (await museum.RedeemAsync(museum.NextCard())).Data("redeemBenefit", "redemption", "subject").GetString()!;
        var before = LedgerGateway.Records(museum.Gateway.Data).Count;
        await museum.Gateway.QueryAsync("river-museum", Subjects, new { ids = new[] { member, new string('A', 22), "x", "", "é", "\0" } });
        var records = LedgerGateway.Records(museum.Gateway.Data).Skip(before).ToList();
        Assert.Equal(6, records.Select(record => record.Reference).Distinct().Count());
        Assert.DoesNotContain(records, record => record.Reference is null);
        Assert.Single(records.Skip(1).Select(Length).Distinct());
        Assert.Equal(Length(records[0] with { Valid = false }), Length(records[1]));

        static int Length(DisclosureRecord record) => record.Write(new byte[record.MostBytes]);
    }

    private static async Task<int> LeftAsync(RunningGateway gateway) =>
        (await gateway.QueryAsync("river-museum", "{ viewer { quota { cardsLeftToday } } }")).Data("viewer", "quota", "cardsLeftToday").GetInt32();

    private static async Task<string> RedeemAsync(RunningGateway gateway, IEnumerator<string> cards)
    {
        Assert.True(cards.MoveNext());
        var input = new { card = cards.Current, purpose = "MEMBERSHIP", benefit = MuseumGateway.Benefit, idempotencyKey = MuseumGateway.NewKey() };
        var answer = await gateway.QueryAsync("river-museum", "mutation($i: RedeemBenefitInput!) { redeemBenefit(input: $i) { redemption { id } } }", new { i = input });
        return answer.Data("redeemBenefit", "redemption", "id").GetString()!;
    }

    private async Task<string> RedeemAsync() =>
        (await museum.RedeemAsync(museum.NextCard())).Data("redeemBenefit", "redemption", "id").GetString()!;

    private Task<Answer> QueryAsync(object variables) => museum.Gateway.QueryAsync("river-museum", Page, variables);

    private static List<string> Ids(Answer answer) =>
        [.. answer.Data("redemptions", "edges").EnumerateArray().Select(edge => edge.GetProperty("node").GetProperty("id").GetString()!)];
}
