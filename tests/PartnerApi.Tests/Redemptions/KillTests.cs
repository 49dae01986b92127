using System.Collections.Concurrent;
using System.Text.Json;

namespace PartnerApi.Tests.Redemptions;

/// <summary>A gateway that is killed repeatedly during many redemptions: each acknowledged redemption is stored exactly once.</summary>
public sealed class KillTests
{
    private const int Cycles = 5;
    private const int Writers = 16;
    private const int AnswersInCycle = 100;

    // Enough for cycles on a fast machine, where the writers are far ahead of the kill.
    private const int Cards = 2_000;

    private const string Redeem = "mutation($i: RedeemBenefitInput!) { redeemBenefit(input: $i) { redeemed reason redemption { id subject } } }";
    private const string Page = "query($a: String) { redemptions(first: 100, after: $a) { edges { node { id subject } } pageInfo { hasNextPage endCursor } } }";

    private readonly ConcurrentDictionary<string, (string Card, string Id)> acknowledged = [];
    private readonly ConcurrentDictionary<string, string> unknown = [];

    [Fact]
    public async Task Killed_gateway_neither_loses_nor_duplicates_an_acknowledged_redemption()
    {
        using var made = new Installation { Environment = "Development" };
        var installation = made.With(("Sandbox:Cards", $"{Cards}"));
        var cards = new ConcurrentQueue<string>(MuseumGateway.Adults(Installation.CityToday, Cards));
        for (var cycle = 0; cycle < Cycles; cycle++)
        {
            await using var gateway = await ChildGateway.StartAsync(installation, "serve");
            var token = await TokenAsync(gateway);
            await SettleAsync(gateway, token);
            var before = acknowledged.Count;
            var writers = Enumerable.Range(0, Writers).Select(_ => WriteAsync(gateway, token, cards)).ToList();
            await Eventually.TrueAsync(() => acknowledged.Count >= before + AnswersInCycle || cards.IsEmpty || writers.TrueForAll(writer => writer.IsCompleted));
            await gateway.KillAsync();
            await Task.WhenAll(writers);
            Assert.NotEmpty(cards);
        }

        await using var last = await ChildGateway.StartAsync(installation, "serve");
        var lastToken = await TokenAsync(last);
        await SettleAsync(last, lastToken);
        Assert.Empty(unknown);
        var listed = await ListAsync(last, lastToken);
        Assert.Equal(acknowledged.Values.Select(value => value.Id).Order(), listed.Select(one => one.Id).Order());
        Assert.Equal(listed.Count, listed.Select(one => one.Subject).Distinct().Count());
        foreach (var (key, (card, id)) in acknowledged.Take(20))
        {
            Assert.Equal(id, Id(await RedeemAsync(last, lastToken, card, key)));
            Assert.Equal("ALREADY_REDEEMED", (await RedeemAsync(last, lastToken, card, MuseumGateway.NewKey())).Data("redeemBenefit", "reason").GetString());
        }
    }

    // Requests without a response are repeated with the same key.
    private async Task SettleAsync(ChildGateway gateway, string token)
    {
        foreach (var (key, card) in unknown.ToArray())
        {
            acknowledged[key] = (card, Id(await RedeemAsync(gateway, token, card, key)));
            unknown.TryRemove(key, out _);
        }
        foreach (var (key, (card, id)) in acknowledged.TakeLast(Writers)) Assert.Equal(id, Id(await RedeemAsync(gateway, token, card, key)));
    }

    private async Task WriteAsync(ChildGateway gateway, string token, ConcurrentQueue<string> cards)
    {
        while (cards.TryDequeue(out var card))
        {
            var key = MuseumGateway.NewKey();
            unknown[key] = card;
            try
            {
                acknowledged[key] = (card, Id(await RedeemAsync(gateway, token, card, key)));
                unknown.TryRemove(key, out _);
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                return;
            }
        }
    }

    private static async Task<List<(string Id, string Subject)>> ListAsync(ChildGateway gateway, string token)
    {
        var listed = new List<(string, string)>();
        string? after = null;
        do
        {
            var page = await gateway.QueryAsync(token, JsonSerializer.Serialize(new { query = Page, variables = new { a = after } }));
            listed.AddRange(page.Data("redemptions", "edges").EnumerateArray().Select(edge => edge.GetProperty("node"))
                .Select(node => (node.GetProperty("id").GetString()!, node.GetProperty("subject").GetString()!)));
            var info = page.Data("redemptions", "pageInfo");
            after = info.GetProperty("hasNextPage").GetBoolean() ? info.GetProperty("endCursor").GetString() : null;
        }
        while (after is not null);
        return listed;
    }

    private static Task<Answer> RedeemAsync(ChildGateway gateway, string token, string card, string key) => gateway.QueryAsync(token, JsonSerializer.Serialize(
        new { query = Redeem, variables = new { i = new { card, purpose = "MEMBERSHIP", benefit = MuseumGateway.Benefit, idempotencyKey = key } } }));

    private static string Id(Answer answer) => answer.Data("redeemBenefit", "redemption", "id").GetString()!;

    private static async Task<string> TokenAsync(ChildGateway gateway) =>
        (await gateway.TokenAsync("river-museum", "sandbox")).Json.GetProperty("access_token").GetString()!;
}
