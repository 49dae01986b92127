namespace PartnerApi.Tests.GraphQL;

/// <summary>Another partner's benefit gets the same response as one that does not exist, and no argument widens access (authz 51).</summary>
public sealed class ForeignBenefitTests(SharedGateway shared)
{
    private readonly RunningGateway gateway = shared.Gateway;

    [Theory]
    [InlineData("river-museum", "hill-museum-membership")]
    [InlineData("river-museum", "city-library-registration")]
    [InlineData("hill-museum", "river-museum-membership")]
    [InlineData("city-library", "hill-museum-membership")]
    public async Task Benefit_of_another_partner_is_not_found(string client, string foreign)
    {
        var purpose = client == "city-library" ? "LIBRARY_REGISTRATION" : "MEMBERSHIP";
        var query = $"query($n: CardNumber!, $b: ID!) {{ card(number: $n, purpose: {purpose}) {{ valid eligibility(benefit: $b) {{ eligible }} }} }}";
        foreach (var number in new[] { Callers.ValidCard, "0000000000000389", "0000000000000680" })
        {
            var existing = await gateway.QueryAsync(client, query, new { n = number, b = foreign });
            var absent = await gateway.QueryAsync(client, query, new { n = number, b = new string('x', foreign.Length) });
            Assert.Equal(absent.Body, existing.Body);
            Assert.Equal(["BENEFIT_NOT_FOUND"], existing.Codes);
            Assert.Equal(Names(absent), Names(existing));
        }
    }

    [Theory]
    [InlineData("RIVER-MUSEUM-MEMBERSHIP")]
    [InlineData(" river-museum-membership")]
    [InlineData("river-museum-membership,hill-museum-membership")]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("river-museum-membership\u0000")]
    public async Task Benefit_is_found_only_by_its_exact_id(string id)
    {
        var answer = await gateway.QueryAsync(
            "river-museum",
            "query($n: CardNumber!, $b: ID!) { card(number: $n, purpose: MEMBERSHIP) { eligibility(benefit: $b) { eligible } } }",
            new { n = Callers.ValidCard, b = id });
        Assert.Equal(["BENEFIT_NOT_FOUND"], answer.Codes);
    }

    [Theory]
    [InlineData("{ viewer(partner: \"river-museum\") { client } }")]
    [InlineData("{ viewer(as: \"card-registrar\") { client } }")]
    [InlineData("{ benefits(partnerId: \"hill-museum\") { id } }")]
    public async Task No_argument_names_another_partner(string document)
    {
        var answer = await gateway.QueryAsync("hill-museum", document);
        Assert.Equal(["GRAPHQL_VALIDATION_FAILED"], answer.Codes);
    }

    [Fact]
    public async Task Token_alone_identifies_the_partner()
    {
        const string Body = """
            {"query":"{ viewer { partner client benefits } }","partner":"river-museum",
             "variables":{"partnerId":"river-museum","role":"admin"},"extensions":{"as":"card-registrar"}}
            """;
        var answer = await gateway.PostBytesAsync(
            await gateway.TokenAsync("hill-museum"),
            System.Text.Encoding.UTF8.GetBytes(Body),
            ("X-Client-Id", "river-museum"), ("X-Forwarded-User", "card-registrar"), ("X-Hasura-Role", "admin"), ("Cookie", "client=river-museum"));
        const string Expected = """{"partner":"Hill Museum","client":"hill-museum","benefits":["hill-museum-membership"]}""";
        Assert.Equal(Expected, answer.Data("viewer").GetRawText());
    }

    private static IEnumerable<string> Names(Answer answer) => answer.Headers.Select(header => header.Key);
}
