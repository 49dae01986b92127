using Microsoft.Extensions.DependencyInjection;
using PartnerApi.GraphQL.Declarations;
using PartnerApi.Policy;

namespace PartnerApi.GraphQL.Tests;

/// <summary>Aliases do not multiply cost: expensive fields are limited per request, and execution stops when the response becomes too large.</summary>
// Independent of the store, so they run on one store only.
[Trait("Store", "Sqlite")]
public sealed class FieldBoundTests(SharedGateway shared)
{
    private readonly RunningGateway gateway = shared.Gateway;

    [Theory]
    [InlineData("privacy-officer", "disclosures", 1, "{ edges { cursor } }")]
    [InlineData("city-analyst", "enrollment(by: [MONTH])", 4, "{ cells { count } }")]
    [InlineData("city-analyst", "enrollmentPreview(by: [MONTH], from: \"2026-01\", to: \"2026-02\")", 4, "{ cells }")]
    [InlineData("city-analyst", "releases", 1, "{ month }")]
    [InlineData("river-museum", "redemptions", 4, "{ edges { cursor } }")]
    [InlineData("river-museum", "benefits", 1, "{ id }")]
    public async Task Field_beyond_its_bound_is_refused_in_its_place(string client, string field, int most, string selection)
    {
        Assert.DoesNotContain("LIMIT_EXCEEDED", (await gateway.QueryAsync(client, Document("query", field, most, selection))).Codes);
        var over = await gateway.QueryAsync(client, Document("query", field, most + 2, selection));
        Assert.Equal(2, over.Codes.Count(code => code == "LIMIT_EXCEEDED"));
        Assert.Contains($"\"limit\":\"{field.Split('(')[0]}\",\"most\":{most}", over.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reverseRedemption(input: { redemption: \"none\", reason: ENTERED_BY_MISTAKE })", "{ redemption { id } }")]
    [InlineData("redeemBenefit(input: { card: \"0000000000000195\", purpose: MEMBERSHIP, benefit: \"none\", idempotencyKey: \"k\" })", "{ redeemed }")]
    public async Task Mutation_is_limited_to_ten_in_a_request(string field, string selection)
    {
        var over = await gateway.QueryAsync("river-museum", Document("mutation", field, 11, selection));
        Assert.Equal("LIMIT_EXCEEDED", over.Codes[^1]);
        Assert.Equal(1, over.Codes.Count(code => code == "LIMIT_EXCEEDED"));
    }

    [Fact]
    public void Every_root_field_is_bounded_or_listed_as_counted()
    {
        // Cards and subjects are counted over the whole request. The other fields are small and read from memory.
        string[] counted = ["Query.card", "Query.cards", "Query.subjects", "Query.viewer", "Query.acceptances"];
        var declaration = gateway.Services.GetRequiredService<SchemaDeclaration>();
        var unbounded = declaration.Query.Fields.Concat(declaration.Mutation.Fields).Where(field => field.Most is null).Select(field => $"{field.TypeName}.{field.Name}");
        Assert.Equal(counted.Order(StringComparer.Ordinal), unbounded.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Execution_stops_when_the_response_becomes_too_large()
    {
        await using var small = await RunningGateway.StartAsync(null, ("Limits:AnswerBytes", "2000"));
        var numbers = Enumerable.Range(0, 100).Select(index => CardNumber.FromPayload(98_000_000_000_000 + index).Reveal()).Chunk(10).Select((chunk, index) =>
            $"a{index}: cards(numbers: [\"{string.Join("\", \"", chunk)}\"], purpose: ACCOUNT_OPENING) {{ valid expiresOn subject }}");
        var answer = await small.QueryAsync("harbor-bank", $"{{ {string.Join(' ', numbers)} }}");
        Assert.Equal(["LIMIT_EXCEEDED"], answer.Codes);
        var left = (await small.QueryAsync("harbor-bank", "{ viewer { quota { cardsLeftToday } } }")).Data("viewer", "quota", "cardsLeftToday").GetInt32();
        Assert.InRange(25_000 - left, 10, 90);
    }

    private static string Document(string kind, string field, int times, string selection) =>
        $"{kind} {{ {string.Join(' ', Enumerable.Range(0, times).Select(index => $"a{index}: {field} {selection}"))} }}";
}
