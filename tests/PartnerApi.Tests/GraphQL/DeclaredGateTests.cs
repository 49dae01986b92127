using System.Text.Json;

namespace PartnerApi.Tests.GraphQL;

/// <summary>The scope gate with requirements that no field of the gateway has. A refused field is not resolved.</summary>
[Collection(nameof(ProbeGateway))]
public sealed class DeclaredGateTests(ProbeGateway probes)
{
    private readonly RunningGateway gateway = probes.Gateway;

    [Theory]
    [InlineData("card:validity", false)]
    [InlineData("card:expiry", false)]
    [InlineData("card:subject", true)]
    [InlineData("card:validity card:expiry", true)]
    [InlineData("card:validity card:subject", true)]
    [InlineData("card:expiry card:subject", true)]
    [InlineData("card:validity card:expiry card:subject", true)]
    public async Task A13_alternatives_are_met_by_exactly_the_sets_that_contain_one(string scope, bool isMet) =>
        await AssertAsync("{ either }", scope, isMet);

    [Theory]
    [InlineData("{ probeByValidity { ofType } }", "card:validity", false)]
    [InlineData("{ probeByValidity { ofBoth } }", "card:validity", false)]
    [InlineData("{ probeByValidity { ofType } }", "card:expiry", false)]
    [InlineData("{ probeByExpiry { ofType } }", "card:expiry", true)]
    [InlineData("{ probeByExpiry { ofBoth } }", "card:expiry", false)]
    [InlineData("{ probeByExpiry { ofBoth } }", "card:validity card:expiry", true)]
    [InlineData("{ probeByValidity { ofBoth } }", "card:validity card:expiry", true)]
    [InlineData("{ probes { ofType } }", "card:validity", false)]
    [InlineData("{ probes { ... on Probe { ofBoth } } }", "card:validity card:subject", false)]
    [InlineData("{ probes { ofBoth } }", "card:validity card:expiry", true)]
    [InlineData("{ probeByExpiry { ...f } } fragment f on Probe { ofBoth }", "card:expiry card:subject", false)]
    public async Task A12_14_scopes_of_type_and_field_are_both_required(string document, string scope, bool isMet) =>
        await AssertAsync(document, scope, isMet);

    [Theory]
    [InlineData("{ probeByExpiry { inner } }")]
    [InlineData("{ probeByExpiry { toString } }")]
    [InlineData("{ probeByExpiry { getType { name } } }")]
    [InlineData("{ probeByExpiry { resolved } }")]
    [InlineData("{ resolved marker guarded }")]
    [InlineData("query($n: CardNumber!) { card(number: $n, purpose: ACCOUNT_OPENING) { reading { number } } }")]
    [InlineData("query($n: CardNumber!) { card(number: $n, purpose: ACCOUNT_OPENING) { question { caller { sectorKey } } } }")]
    [InlineData("{ viewer { caller { sectorKey } question { session } } }")]
    public async Task A19_member_that_is_not_a_field_cannot_be_requested(string document)
    {
        var answer = await gateway.QueryAsync("harbor-bank", document, new { n = Callers.ValidCard });
        Assert.All(answer.Codes, code => Assert.Equal("GRAPHQL_VALIDATION_FAILED", code));
        Assert.NotEmpty(answer.Codes);
        Assert.False(answer.Json.TryGetProperty("data", out _));
    }

    [Theory]
    [InlineData("{ node(id: \"x\") { id } }")]
    [InlineData("{ nodes(ids: [\"x\"]) { id } }")]
    [InlineData("{ _entities(representations: []) { __typename } }")]
    [InlineData("{ _service { sdl } }")]
    [InlineData("{ holder(id: 1) { legalName } holders { legalName } }")]
    [InlineData("{ cards(first: 10) { nodes { valid } pageInfo { hasNextPage } totalCount } }")]
    [InlineData("mutation { issueCard { valid } }")]
    [InlineData("mutation a { a: viewer { client } } query b { viewer { client } }")]
    [InlineData("subscription { viewer { client } }")]
    [InlineData("{ ... @defer { viewer { client } } }")]
    [InlineData("{ acceptances @stream(initialCount: 1) { purpose } }")]
    public async Task A18_20_C42_43_unsupported_feature_is_a_validation_error(string document)
    {
        var operationName = document.Contains("mutation a", StringComparison.Ordinal) ? "a" : null;
        var answer = await gateway.QueryAsync("harbor-bank", document, operationName: operationName);
        Assert.NotEmpty(answer.Codes);
        Assert.All(answer.Codes, code => Assert.Equal("GRAPHQL_VALIDATION_FAILED", code));
        Assert.False(answer.Json.TryGetProperty("data", out _));
    }

    [Fact]
    public async Task E58_59_exception_details_are_not_in_the_response()
    {
        var answer = await gateway.QueryAsync("harbor-bank", "{ viewer { client } fails }");
        Assert.Equal(["INTERNAL"], answer.Codes);
        Assert.Equal("""{"viewer":{"client":"harbor-bank"},"fails":null}""", answer.Data().GetRawText());
        foreach (var secret in new[] { "Exception", "SELECT", "   at ", "Probe", ".cs", ProbeQueries.Marker, "InvalidOperation", "INVALID_" })
            Assert.DoesNotContain(secret, answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(ProbeQueries.Marker, gateway.Log.Text, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException", gateway.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ fails }")]
    [InlineData("{ away }")]
    [InlineData("{ again: away }")]
    public async Task Request_id_of_the_header_is_in_the_log_and_in_no_body(string document)
    {
        var answer = await gateway.QueryAsync("harbor-bank", document);
        var id = answer.Headers.Single(header => header.Key.Equals("X-Request-Id", StringComparison.OrdinalIgnoreCase)).Value;
        Assert.Contains($"(request {id})", gateway.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(id, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F68_unavailable_store_returns_503_with_retry_after()
    {
        // With partial data, it is an ordinary error.
        var partial = await gateway.QueryAsync("harbor-bank", "{ viewer { client } away }");
        Assert.Equal((200, "UNAVAILABLE"), ((int)partial.Status, Assert.Single(partial.Codes)));
        Assert.Equal("harbor-bank", partial.Data("viewer", "client").GetString());

        var answer = await gateway.QueryAsync("harbor-bank", "{ away again: away }");
        Assert.Equal(["UNAVAILABLE"], answer.Codes);
        Assert.Equal(503, (int)answer.Status);
        Assert.False(answer.Json.TryGetProperty("data", out _));
        Assert.Contains(answer.Headers, header => header.Key == "Retry-After");
        Assert.DoesNotContain(ProbeQueries.Marker, answer.Body + gateway.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("query($p: Purpose = PASSPORT) { purposes(list: [MEMBERSHIP, $p], one: MEMBERSHIP) }", """{"p":null}""")]
    [InlineData("query($p: Purpose) { purposes(list: [$p], one: MEMBERSHIP) }", "{}")]
    [InlineData("query($p: Purpose = PASSPORT) { purposes(list: [], one: $p) }", """{"p":null}""")]
    [InlineData("query($p: [Purpose!] = [PASSPORT]) { purposes(list: $p, one: MEMBERSHIP) }", """{"p":null}""")]
    [InlineData("query($p: [Purpose!]!) { purposes(list: $p, one: MEMBERSHIP) }", """{"p":[null]}""")]
    [InlineData("{ purposes(list: null, one: MEMBERSHIP) }", "{}")]
    [InlineData("{ purposes(list: [null], one: MEMBERSHIP) }", "{}")]
    [InlineData("{ purposes(list: [], one: null) }", "{}")]
    public async Task D45_null_is_never_accepted_as_a_value(string document, string variables)
    {
        var answer = await gateway.QueryAsync("harbor-bank", document, JsonSerializer.Deserialize<JsonElement>(variables));
        Assert.Equal(["GRAPHQL_VALIDATION_FAILED"], answer.Codes);
        if (answer.Json.TryGetProperty("data", out var data)) Assert.Equal("""{"purposes":null}""", data.GetRawText());
    }

    [Fact]
    public async Task D52_single_value_is_coerced_to_a_list()
    {
        var answer = await gateway.QueryAsync("harbor-bank", "query($p: [Purpose!]!) { purposes(list: $p, one: MEMBERSHIP) }", new { p = "PASSPORT" });
        Assert.Equal("Passport;Membership", answer.Data("purposes").GetString());
    }

    [Theory]
    [InlineData("{ identifier(id: 5) }", "{}", "5")]
    [InlineData("{ identifier(id: 123456789012345678901234567890) }", "{}", "123456789012345678901234567890")]
    [InlineData("query($i: ID!) { identifier(id: $i) }", """{"i":5}""", "5")]
    [InlineData("query($i: ID) { identifier(id: $i) }", """{"i":9007199254740993}""", "9007199254740993")]
    [InlineData("query($i: ID) { identifier(id: $i) }", """{"i":""}""", "")]
    [InlineData("query($i: ID) { identifier(id: $i) }", """{"i":null}""", null)]
    [InlineData("{ identifier }", "{}", null)]
    public async Task D52_numeric_identifier_is_coerced_to_text(string document, string variables, string? text)
    {
        var answer = await gateway.QueryAsync("harbor-bank", document, JsonSerializer.Deserialize<JsonElement>(variables));
        Assert.Equal(text, answer.Data("identifier").GetString());
    }

    [Fact]
    public async Task E57_refusal_names_no_scope_of_another_audience()
    {
        var answer = await gateway.QueryAsync("harbor-bank", "{ alternative }", scope: "card:expiry");
        Assert.Equal(["FORBIDDEN"], answer.Codes);
        Assert.Contains("card:validity", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("holder", answer.Body, StringComparison.Ordinal);
    }

    private async Task AssertAsync(string document, string scope, bool isMet)
    {
        foreach (var client in new[] { "harbor-bank", "river-museum", "harbor-bank" })
        {
            var before = ProbeQueries.Resolved;
            var answer = await gateway.QueryAsync(client, document, scope: scope);
            Assert.Equal(isMet, answer.Body.Contains(ProbeQueries.Marker, StringComparison.Ordinal));
            Assert.Equal(isMet, ProbeQueries.Resolved > before);
            if (isMet) Assert.Empty(answer.Codes);
            else Assert.Equal(["FORBIDDEN"], answer.Codes.Distinct());
        }
    }
}
