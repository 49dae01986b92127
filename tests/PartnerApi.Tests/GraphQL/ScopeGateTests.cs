using System.Text.RegularExpressions;

namespace PartnerApi.Tests.GraphQL;

/// <summary>
/// A bank's token has only <c>card:validity</c>: <c>expiresOn</c> is refused wherever a document selects it, with the path and the missing scope,
/// and all other fields are answered (authz A, B, C). Each document is sent with a narrow token, a full one, and the narrow one again, so that the
/// last request uses a document prepared for another caller (62).
/// </summary>
public sealed partial class ScopeGateTests(SharedGateway shared)
{
    private const string Narrow = "card:validity";

    private readonly RunningGateway gateway = shared.Gateway;

    /// <summary>Case, document (with CARD in place of the field and its arguments), data, and response paths of refused fields.</summary>
    public static TheoryData<string, string, string, string> Documents => new()
    {
        { "A1 directly", "{ CARD { valid expiresOn } }", """{"card":{"valid":true,"expiresOn":null}}""", "card.expiresOn" },
        { "A3 under an allowed name", "{ CARD { valid: expiresOn } }", """{"card":{"valid":null}}""", "card.valid" },
        { "A3 under another alias", "{ a: CARD { __typename: expiresOn } }", """{"a":{"__typename":null}}""", "a.__typename" },
        { "A6 in an inline fragment", "{ CARD { ... on Card { expiresOn } } }", """{"card":{"expiresOn":null}}""", "card.expiresOn" },
        { "A6 in fragments within", "{ CARD { ... { ... on Card { ... { valid expiresOn } } } } }",
            """{"card":{"valid":true,"expiresOn":null}}""", "card.expiresOn" },
        { "A14 in a list", "{ CARDS { expiresOn valid } }",
            """{"cards":[{"expiresOn":null,"valid":true},{"expiresOn":null,"valid":true}]}""", "cards.0.expiresOn cards.1.expiresOn" },
        { "B21 in a fragment after", "{ CARD { ...f } } fragment f on Card { expiresOn }", """{"card":{"expiresOn":null}}""", "card.expiresOn" },
        { "B22 in a fragment before", "fragment f on Card { expiresOn } { CARD { ...f } }", """{"card":{"expiresOn":null}}""", "card.expiresOn" },
        { "B23 the same fragment in two siblings", "{ a: CARD { ...f } b: CARD { valid ...f } } fragment f on Card { expiresOn }",
            """{"a":{"expiresOn":null},"b":{"valid":true,"expiresOn":null}}""", "a.expiresOn b.expiresOn" },
        { "B24 the fragment first", "{ CARD { ...f valid } } fragment f on Card { expiresOn }",
            """{"card":{"expiresOn":null,"valid":true}}""", "card.expiresOn" },
        { "B26 in a fragment of a fragment", "{ CARD { ...f } } fragment g on Card { expiresOn } fragment f on Card { valid ...g }",
            """{"card":{"valid":true,"expiresOn":null}}""", "card.expiresOn" },
        { "B27 the fragment twice in one set", "{ CARD { ...f ...f } } fragment f on Card { expiresOn }",
            """{"card":{"expiresOn":null}}""", "card.expiresOn" },
        { "B28 with an open field", "{ viewer { client } ...f } fragment f on Query { CARD { expiresOn } }",
            """{"viewer":{"client":"harbor-bank"},"card":{"expiresOn":null}}""", "card.expiresOn" },
        { "B33 the same field again", "{ CARD { expiresOn expiresOn expiresOn } }", """{"card":{"expiresOn":null}}""", "card.expiresOn" },
        { "C35 skip of false", "{ CARD { expiresOn @skip(if: false) } }", """{"card":{"expiresOn":null}}""", "card.expiresOn" },
        { "C35 include of true", "{ CARD { expiresOn @include(if: true) } }", """{"card":{"expiresOn":null}}""", "card.expiresOn" },
        { "C37 both", "{ CARD { expiresOn @skip(if: false) @include(if: true) } }", """{"card":{"expiresOn":null}}""", "card.expiresOn" },
        { "C38 on a fragment", "{ CARD { ... @include(if: true) { expiresOn } } }", """{"card":{"expiresOn":null}}""", "card.expiresOn" },
        { "C38 on a spread", "{ CARD { ...f @skip(if: false) } } fragment f on Card { expiresOn }",
            """{"card":{"expiresOn":null}}""", "card.expiresOn" },
        { "C38 on the parent", "{ CARD @include(if: true) { expiresOn } }", """{"card":{"expiresOn":null}}""", "card.expiresOn" },
        { "C34 skipped", "{ CARD { valid expiresOn @skip(if: true) } }", """{"card":{"valid":true}}""", "" },
        { "C34 not included", "{ CARD { valid ... @include(if: false) { expiresOn } } }", """{"card":{"valid":true}}""", "" },
        { "C38 skipped with its parent", "{ viewer { client } CARD @skip(if: true) { expiresOn } }", """{"viewer":{"client":"harbor-bank"}}""", "" },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Field_without_its_scope_is_refused_and_other_fields_are_answered(string label, string document, string data, string paths)
    {
        const string Arguments = "purpose: ACCOUNT_OPENING)";
        Assert.NotEmpty(label);
        var query = document
            .Replace("CARDS", "cards(numbers: [$n, $n], " + Arguments, StringComparison.Ordinal)
            .Replace("CARD ", "card(number: $n, " + Arguments + " ", StringComparison.Ordinal);
        const string Operation = "query($n: CardNumber!) {";
        var start = document.StartsWith('{') ? 0 : query.IndexOf("} {", StringComparison.Ordinal) + 2;
        query = query[..start] + Operation + query[(start + 1)..];

        var first = await QueryAsync(query, Narrow);
        AssertRefused(first, data, paths);
        var full = await QueryAsync(query, scope: null);
        Assert.Empty(full.Codes);
        Assert.Equal(paths.Length > 0, Date().IsMatch(full.Body));
        Assert.Equal(first.Body, (await QueryAsync(query, Narrow)).Body);
    }

    [Theory]
    [InlineData("card:expiry card:subject", "{ viewer { client } CARD { valid expiresOn subject } }")]
    [InlineData("card:expiry", "{ viewer { client } CARD { expiresOn } }")]
    public async Task A2_12_field_requires_the_scopes_of_its_type_too(string scope, string document)
    {
        var query = "query($n: CardNumber!) " + document.Replace("CARD ", "card(number: $n, purpose: ACCOUNT_OPENING) ", StringComparison.Ordinal);
        var answer = await QueryAsync(query, scope);
        Assert.Equal("""{"viewer":{"client":"harbor-bank"},"card":null}""", answer.Data().GetRawText());
        Assert.Equal(["FORBIDDEN"], answer.Codes);
        Assert.Equal("""[["card:validity"]]""", Extension(answer, "requiredScopes"));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task C36_variable_of_a_directive_uses_its_value_or_default(bool? given, bool isSkipped)
    {
        const string Query = "query($n: CardNumber!, $s: Boolean = true) "
            + "{ card(number: $n, purpose: ACCOUNT_OPENING) { valid expiresOn @skip(if: $s) } }";
        object variables = given is { } s ? new { n = Callers.ValidCard, s } : new { n = Callers.ValidCard };
        var answer = await gateway.QueryAsync("harbor-bank", Query, variables, scope: Narrow);
        if (isSkipped) AssertRefused(answer, """{"card":{"valid":true}}""", "");
        else AssertRefused(answer, """{"card":{"valid":true,"expiresOn":null}}""", "card.expiresOn");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"false\"")]
    [InlineData("\"true\"")]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("[]")]
    [InlineData("[true]")]
    [InlineData("{}")]
    public async Task C39_40_condition_that_is_not_a_Boolean_is_rejected(string value)
    {
        foreach (var type in new[] { "Boolean!", "Boolean = true", "Boolean! = false" })
        {
            var query = $"query($s: {type}) {{ viewer {{ client @skip(if: $s) audience @include(if: $s) }} }}";
            var answer = await gateway.QueryAsync("harbor-bank", query, System.Text.Json.JsonDocument.Parse($"{{\"s\":{value}}}").RootElement);
            Assert.Equal(["GRAPHQL_VALIDATION_FAILED"], answer.Codes);
            Assert.False(answer.Json.TryGetProperty("data", out _));
        }

        Assert.NotEmpty((await gateway.QueryAsync("harbor-bank", "query($s: Boolean!) { viewer { client @skip(if: $s) } }")).Codes);
    }

    [Theory]
    [InlineData("A", null)]
    [InlineData("a", "GRAPHQL_VALIDATION_FAILED")]
    [InlineData("C", "GRAPHQL_VALIDATION_FAILED")]
    [InlineData("", "GRAPHQL_VALIDATION_FAILED")]
    [InlineData(null, "GRAPHQL_VALIDATION_FAILED")]
    public async Task C41_operation_is_selected_by_its_exact_name(string? name, string? code)
    {
        const string Query = "query A { viewer { client } } query B { card(number: \"\", purpose: PASSPORT) { valid expiresOn } }";
        var answer = await gateway.QueryAsync("harbor-bank", Query, operationName: name, scope: Narrow);
        if (code is null) Assert.Equal("""{"data":{"viewer":{"client":"harbor-bank"}}}""", answer.Body);
        else Assert.Equal([code], answer.Codes);
    }

    [Fact]
    public async Task B29_fragment_of_another_operation_does_not_matter()
    {
        const string Query = "query a { viewer { client } } query b($n: CardNumber!) { ...f } "
            + "fragment f on Query { card(number: $n, purpose: ACCOUNT_OPENING) { expiresOn } }";
        var answer = await gateway.QueryAsync("harbor-bank", Query, operationName: "a", scope: Narrow);
        Assert.Equal("""{"data":{"viewer":{"client":"harbor-bank"}}}""", answer.Body);
        var other = await gateway.QueryAsync("harbor-bank", Query, new { n = Callers.ValidCard }, "b", Narrow);
        AssertRefused(other, """{"card":{"expiresOn":null}}""", "card.expiresOn");
    }

    [Theory]
    [InlineData("{ viewer { client } } fragment f on Card { expiresOn }")]
    [InlineData("{ card(number: \"\", purpose: ACCOUNT_OPENING) { ...f } } fragment f on Card { expiresOn ...f }")]
    [InlineData("{ viewer { client } @skip(if: true) }")]
    [InlineData("{ viewer @skip(if: true) @skip(if: false) { client } }")]
    [InlineData("{ viewer @unknown { client } }")]
    [InlineData("query { viewer { client } } query { card(number: \"\", purpose: ACCOUNT_OPENING) { expiresOn } }")]
    public async Task B30_31_C44_invalid_document_gets_the_same_response_with_any_scopes(string document)
    {
        var narrow = await gateway.QueryAsync("harbor-bank", document, scope: Narrow);
        var full = await gateway.QueryAsync("harbor-bank", document);
        Assert.NotEmpty(full.Codes);
        Assert.DoesNotContain("FORBIDDEN", full.Codes);
        Assert.Equal(full.Body, narrow.Body);
    }

    [Fact]
    public async Task A16_refusal_of_a_record_is_the_same_whether_or_not_it_exists()
    {
        var bodies = new HashSet<string>();
        foreach (var number in new[] { Callers.ValidCard, "0000000000000389", "0000000000000680" })
        {
            var answer = await gateway.QueryCardAsync("card-registrar", "holder { legalName address { street } } status", "card:validity", number);
            Assert.Equal(["FORBIDDEN", "FORBIDDEN"], answer.Codes);
            bodies.Add(answer.Body);
        }

        Assert.Single(bodies);
    }

    private Task<Answer> QueryAsync(string query, string? scope) =>
        gateway.QueryAsync("harbor-bank", query, new { n = Callers.ValidCard }, scope: scope);

    private static void AssertRefused(Answer answer, string data, string paths)
    {
        Assert.Equal(data, answer.Data().GetRawText());
        Assert.DoesNotMatch(Date(), answer.Body);
        Assert.Equal(paths, string.Join(' ', Paths(answer)));
        if (paths.Length == 0) return;
        Assert.All(answer.Codes, code => Assert.Equal("FORBIDDEN", code));
        Assert.Equal("""[["card:expiry","card:validity"]]""", Extension(answer, "requiredScopes"));
        Assert.EndsWith("required scope: card:expiry.", answer.Json.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Paths(Answer answer) => !answer.Json.TryGetProperty("errors", out var errors) ? []
        : errors.EnumerateArray().Select(error => string.Join('.', error.GetProperty("path").EnumerateArray().Select(step => step.ToString())));

    private static string Extension(Answer answer, string name) =>
        answer.Json.GetProperty("errors")[0].GetProperty("extensions").GetProperty(name).GetRawText();

    [GeneratedRegex("""\d{4}-\d{2}-\d{2}""")]
    private static partial Regex Date();
}
