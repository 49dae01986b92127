using System.Text.Json;

namespace PartnerApi.GraphQL.Tests;

/// <summary>
/// The gateway validates a simple operation itself and others with the engine. Both must give the same response. A directive without effect makes a
/// simple operation an ordinary one.
/// </summary>
public sealed class SimpleOperationTests(SharedGateway shared)
{
    private const string Card = "query($n: CardNumber!) DIRECTIVE { card(number: $n, purpose: ACCOUNT_OPENING) { valid expiresOn __typename } }";
    private const string Cards = "query($n: [CardNumber!]!, $p: Purpose! = ACCOUNT_OPENING) DIRECTIVE { a: cards(numbers: $n, purpose: $p) { valid } b: cards(numbers: $n, purpose: $p) { valid } }";

    [Theory]
    [InlineData(Card, """{"n":"0000 0000 0000 0195"}""")]
    [InlineData(Card, """{"n":"not a number"}""")]
    [InlineData(Card, """{"n":null}""")]
    [InlineData(Card, """{"n":["0000 0000 0000 0195"]}""")]
    [InlineData(Card, """{"n":{"a":1}}""")]
    [InlineData(Card, """{}""")]
    [InlineData(Card, """{"n":"0000 0000 0000 0195","other":1}""")]
    [InlineData(Cards, """{"n":["0000 0000 0000 0195","0000 0000 0000 0195"]}""")]
    [InlineData(Cards, """{"n":"0000 0000 0000 0195"}""")]
    [InlineData(Cards, """{"n":[]}""")]
    [InlineData(Cards, """{"n":[null]}""")]
    [InlineData(Cards, """{"n":["0000 0000 0000 0195"],"p":"NO_PURPOSE"}""")]
    [InlineData(Cards, """{"n":["0000 0000 0000 0195"],"p":null}""")]
    [InlineData("query DIRECTIVE { card(number: \"0000 0000 0000 0195\", purpose: ACCOUNT_OPENING) { valid } viewer { client } }", "{}")]
    [InlineData("query DIRECTIVE { card(number: \"not a number\", purpose: ACCOUNT_OPENING) { valid } }", "{}")]
    [InlineData("query DIRECTIVE { card(number: \"0000 0000 0000 0195\", purpose: ACCOUNT_OPENING) { valid valid } __typename }", "{}")]
    [InlineData("query($n: CardNumber!) DIRECTIVE { card(number: $n, purpose: ACCOUNT_OPENING) { valid } card(number: $n, purpose: ACCOUNT_OPENING) { expiresOn } }", """{"n":"0000 0000 0000 0195"}""")]
    [InlineData("query($n: CardNumber!) DIRECTIVE { one: card(number: $n, purpose: ACCOUNT_OPENING) { v: valid w: valid } __typename again: __typename }", """{"n":"0000 0000 0000 0195"}""")]
    [InlineData("query($n: CardNumber!, $p: Purpose!) DIRECTIVE { card(number: $n, purpose: $p) { valid } }", """{"n":"0000 0000 0000 0195","p":"ACCOUNT_OPENING"}""")]
    [InlineData("query($n: CardNumber!, $p: Purpose!) DIRECTIVE { card(number: $n, purpose: $p) { valid } }", """{"n":7,"p":"NO_PURPOSE"}""")]
    [InlineData("query($n: [CardNumber!]!) DIRECTIVE { cards(numbers: $n, purpose: ACCOUNT_OPENING) { valid expiresOn } }", """{"n":["0000 0000 0000 0195","not a number"]}""")]
    [InlineData("query($n: [CardNumber!]!) DIRECTIVE { cards(numbers: $n, purpose: ACCOUNT_OPENING) { valid } }", """{"n":["0000 0000 0000 0195",7]}""")]
    [InlineData("query DIRECTIVE { __type(name: \"Card\") { name } __schema { queryType { name } } }", "{}")]
    [InlineData("query DIRECTIVE { a: card(number: \"1\", purpose: ACCOUNT_OPENING) { valid } b: card(number: \"2\", purpose: ACCOUNT_OPENING) { valid } }", "{}")]
    public async Task Simple_operation_gets_the_response_of_an_ordinary_one(string query, string variables)
    {
        var given = JsonSerializer.Deserialize<JsonElement>(variables);
        var simple = await shared.Gateway.QueryAsync("harbor-bank", WithDirective(query, ""), given);
        var other = await shared.Gateway.QueryAsync("harbor-bank", WithDirective(query, "@include(if: true)"), given);
        Assert.Equal(other.Status, simple.Status);
        Assert.Equal(Comparable(other), Comparable(simple));
    }

    // The directive is put on the first field, because no supported directive is allowed on an operation.
    private static string WithDirective(string query, string directive)
    {
        var bare = query.Replace("DIRECTIVE ", "", StringComparison.Ordinal);
        var selections = bare.LastIndexOf('{');
        return bare.Insert(selections, directive.Length == 0 ? "" : directive + " ");
    }

    // Omits the locations, which the directive moves.
    private static string Comparable(Answer answer) => answer.Json.TryGetProperty("errors", out var errors)
        ? (answer.Json.TryGetProperty("data", out var data) ? data.GetRawText() : "") + string.Join(';', errors.EnumerateArray().Select(error =>
            error.GetProperty("message").GetString() + error.GetProperty("extensions").GetRawText() + (error.TryGetProperty("path", out var path) ? path.GetRawText() : "")))
        : answer.Json.GetRawText();
}
