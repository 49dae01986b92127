using Microsoft.Extensions.DependencyInjection;
using PartnerApi.GraphQL.Declarations;
using PartnerApi.Policy;
using PartnerApi.Tests.Host;

namespace PartnerApi.Tests.GraphQL;

/// <summary>Aliases multiply no cost: expensive fields have a bound in a request, and an answer that grows too large is not worked out to its end.</summary>
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
    public async Task Query_is_answered_as_often_as_its_description_says_and_refused_in_its_place_beyond(string client, string field, int most, string selection)
    {
        Assert.DoesNotContain("LIMIT_EXCEEDED", (await gateway.QueryAsync(client, Document("query", field, most, selection))).Codes);
        var over = await gateway.QueryAsync(client, Document("query", field, most + 2, selection));
        Assert.Equal(2, over.Codes.Count(code => code == "LIMIT_EXCEEDED"));
        Assert.Contains($"\"limit\":\"{field.Split('(')[0]}\",\"most\":{most}", over.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reverseRedemption(input: { redemption: \"none\", reason: ENTERED_BY_MISTAKE })", "{ redemption { id } }")]
    [InlineData("redeemBenefit(input: { card: \"0000000000000195\", purpose: MEMBERSHIP, benefit: \"none\", idempotencyKey: \"k\" })", "{ redeemed }")]
    public async Task Mutation_is_made_ten_times_in_a_request(string field, string selection)
    {
        var over = await gateway.QueryAsync("river-museum", Document("mutation", field, 11, selection));
        Assert.Equal("LIMIT_EXCEEDED", over.Codes[^1]);
        Assert.Equal(1, over.Codes.Count(code => code == "LIMIT_EXCEEDED"));
    }

    [Fact]
    public void Every_field_that_reads_the_store_for_itself_is_bounded_or_counts_what_it_is_given()
    {
        // Cards and people are counted over the whole request; the rest of these is in memory and small.
        string[] counted = ["Query.card", "Query.cards", "Query.subjects", "Query.viewer", "Query.acceptances"];
        var declaration = gateway.Services.GetRequiredService<SchemaDeclaration>();
        var unbounded = declaration.Query.Fields.Concat(declaration.Mutation.Fields).Where(field => field.Most is null).Select(field => $"{field.TypeName}.{field.Name}");
        Assert.Equal(counted.Order(StringComparer.Ordinal), unbounded.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Answer_that_is_certain_to_be_too_large_is_not_worked_out_to_its_end()
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
