using System.Text.Json;

namespace PartnerApi.Tests.GraphQL;

/// <summary>A page has the cursors of its ends, and flags for a previous and a next page (Relay Cursor Connections, section 4).</summary>
[Collection(nameof(MuseumGateway))]
public sealed class PageInfoTests(MuseumGateway museum)
{
    private const string Page = "query($a: String, $f: Date) { redemptions(first: 1, after: $a, from: $f) { edges { cursor } "
        + "pageInfo { hasPreviousPage hasNextPage startCursor endCursor } } }";

    [Fact]
    public async Task Page_has_the_cursors_of_both_ends()
    {
        for (var count = 0; count < 2; count++) await museum.RedeemAsync(museum.NextCard());
        var first = await QueryAsync(new { });
        Assert.Equal((false, true), (first.Info("hasPreviousPage").GetBoolean(), first.Info("hasNextPage").GetBoolean()));
        var second = await QueryAsync(new { a = first.Info("endCursor").GetString() });
        Assert.True(second.Info("hasPreviousPage").GetBoolean());
        foreach (var page in new[] { first, second })
        {
            var cursor = page.Answer.Data("redemptions", "edges", 0, "cursor").GetString();
            Assert.Equal((cursor, cursor), (page.Info("startCursor").GetString(), page.Info("endCursor").GetString()));
        }
    }

    [Fact]
    public async Task Page_without_items_has_no_cursors()
    {
        var page = await QueryAsync(new { f = "2999-01-01" });
        Assert.Equal(JsonValueKind.Null, page.Info("startCursor").ValueKind);
        Assert.Equal(JsonValueKind.Null, page.Info("endCursor").ValueKind);
        Assert.False(page.Info("hasPreviousPage").GetBoolean() || page.Info("hasNextPage").GetBoolean());
    }

    private async Task<ReadPage> QueryAsync(object variables) => new(await museum.Gateway.QueryAsync("river-museum", Page, variables));

    private sealed record ReadPage(TestHost.Answer Answer)
    {
        public JsonElement Info(string field) => Answer.Data("redemptions", "pageInfo", field);
    }
}
