using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Partners;
using PartnerApi.Storage;
using PartnerApi.Tests.GraphQL;
using PartnerApi.Tests.Host;

namespace PartnerApi.Tests.Redemptions;

/// <summary>The caller's redemptions in pages, and how its members stand.</summary>
[Collection(nameof(Museum))]
public sealed class ListTests(Museum museum)
{
    private const string Page =
        "query($n: Int, $a: String, $b: ID, $f: Date, $t: Date) { redemptions(first: $n, after: $a, benefit: $b, from: $f, to: $t) "
        + "{ edges { cursor node { id subject } } pageInfo { hasNextPage endCursor } } }";

    private const string Subjects = "query($ids: [ID!]!) { subjects(ids: $ids) { id valid entitlements { benefit validUntil running } } }";

    [Fact]
    public async Task Pages_hold_each_redemption_once_while_others_are_made()
    {
        var made = new List<string>();
        for (var count = 0; count < 12; count++) made.Add(await RedeemAsync());
        var page = await AskAsync(new { n = 5 });
        var seen = Ids(page);
        while (page.Data("redemptions", "pageInfo", "hasNextPage").GetBoolean())
        {
            await RedeemAsync();
            page = await AskAsync(new { n = 5, a = page.Data("redemptions", "pageInfo", "endCursor").GetString() });
            seen.AddRange(Ids(page));
        }
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Subset(seen.ToHashSet(), made.ToHashSet());
    }

    [Fact]
    public async Task Redemptions_of_others_are_not_there()
    {
        await RedeemAsync();
        Assert.Empty(Ids(await museum.Gateway.AskAsync("city-library", Page, new { })));
        Assert.Empty(Ids(await AskAsync(new { b = "hill-museum-membership" })));
        Assert.NotEmpty(Ids(await AskAsync(new { b = Museum.Benefit })));
        Assert.Empty(Ids(await AskAsync(new { f = "2999-01-01" })));
        Assert.Empty(Ids(await AskAsync(new { t = "2001-01-01" })));
    }

    [Theory]
    [InlineData("""{"n":0}""", "LIMIT_EXCEEDED")]
    [InlineData("""{"n":-1}""", "LIMIT_EXCEEDED")]
    [InlineData("""{"n":101}""", "LIMIT_EXCEEDED")]
    [InlineData("""{"a":""}""", "CURSOR_INVALID")]
    [InlineData("""{"a":"1"}""", "CURSOR_INVALID")]
    public async Task Page_that_cannot_be_is_refused(string variables, string code) =>
        Assert.Equal([code], (await AskAsync(JsonSerializer.Deserialize<JsonElement>(variables))).Codes);

    [Fact]
    public async Task Cursor_of_another_partner_or_with_a_changed_character_is_none()
    {
        await RedeemAsync();
        var cursor = (await AskAsync(new { n = 1 })).Data("redemptions", "pageInfo", "endCursor").GetString()!;
        var changed = (cursor[0] == 'A' ? 'B' : 'A') + cursor[1..];
        Assert.Equal(["CURSOR_INVALID"], (await AskAsync(new { a = changed })).Codes);
        Assert.Equal(["CURSOR_INVALID"], (await museum.Gateway.AskAsync("hill-museum", Page, new { a = cursor })).Codes);
    }

    [Fact]
    public async Task Member_stands_by_its_subject_and_everybody_else_is_the_one_no()
    {
        var redeemed = (await museum.RedeemAsync(museum.NextCard())).Data("redeemBenefit", "redemption");
        var reversed = (await museum.RedeemAsync(museum.NextCard())).Data("redeemBenefit", "redemption");
        await museum.ReverseAsync(reversed.GetProperty("id").GetString()!);
        var (member, left) = (redeemed.GetProperty("subject").GetString()!, reversed.GetProperty("subject").GetString()!);
        var never = (await museum.Gateway.AskAsync(
            "river-museum", "query($n: CardNumber!) { card(number: $n, purpose: MEMBERSHIP) { subject } }", new { n = museum.NextCard() })).Data("card", "subject").GetString()!;
        string[] ids = [member, left, never, "", "x", new string('A', 22), "é"];

        var answer = await museum.Gateway.AskAsync("river-museum", Subjects, new { ids });
        Assert.Equal(ids, answer.Data("subjects").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
        Assert.Equal(
            $$"""{"id":"{{member}}","valid":true,"entitlements":[{"benefit":"{{Museum.Benefit}}","validUntil":"{{redeemed.GetProperty("validUntil").GetString()}}","running":true}]}""",
            answer.Data("subjects", 0).GetRawText());
        Assert.All(answer.Data("subjects").EnumerateArray().Skip(1), item => Assert.Equal(
            """{"valid":false,"entitlements":[]}""", JsonSerializer.Serialize(new { valid = item.GetProperty("valid"), entitlements = item.GetProperty("entitlements") })));
        var foreign = await museum.Gateway.AskAsync("hill-museum", Subjects, new { ids = new[] { member } });
        Assert.False(foreign.Data("subjects", 0, "valid").GetBoolean());
    }

    [Fact]
    public async Task Member_with_two_benefits_has_each_of_them()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await gateway.Services.GetRequiredService<GatewayWriter>().WriteAsync(
            context =>
            {
                context.Set<Agreement>().Single(row => row.PartnerId == "river-museum").Benefits = [Museum.Benefit, "hill-museum-membership"];
                context.RaiseDirectory();
            },
            TestContext.Current.CancellationToken);
        var subjects = new HashSet<string>();
        foreach (var benefit in (string[])[Museum.Benefit, "hill-museum-membership"])
        {
            var answer = await gateway.AskAsync(
                "river-museum",
                "mutation($i: RedeemBenefitInput!) { redeemBenefit(input: $i) { redemption { subject } } }",
                new { i = new { card = Callers.ValidCard, purpose = "MEMBERSHIP", benefit, idempotencyKey = Museum.NewKey() } });
            subjects.Add(answer.Data("redeemBenefit", "redemption", "subject").GetString()!);
        }
        var standing = await gateway.AskAsync("river-museum", Subjects, new { ids = new[] { Assert.Single(subjects) } });
        Assert.Equal(
            ["hill-museum-membership", Museum.Benefit],
            standing.Data("subjects", 0, "entitlements").EnumerateArray().Select(item => item.GetProperty("benefit").GetString()));
    }

    [Fact]
    public async Task More_than_a_hundred_subjects_are_refused() => Assert.Equal(
        ["LIMIT_EXCEEDED"], (await museum.Gateway.AskAsync("river-museum", Subjects, new { ids = Enumerable.Repeat("x", 101) })).Codes);

    private async Task<string> RedeemAsync() =>
        (await museum.RedeemAsync(museum.NextCard())).Data("redeemBenefit", "redemption", "id").GetString()!;

    private Task<Answer> AskAsync(object variables) => museum.Gateway.AskAsync("river-museum", Page, variables);

    private static List<string> Ids(Answer answer) =>
        [.. answer.Data("redemptions", "edges").EnumerateArray().Select(edge => edge.GetProperty("node").GetProperty("id").GetString()!)];
}
