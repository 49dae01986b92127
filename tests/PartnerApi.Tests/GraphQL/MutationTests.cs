using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.GraphQL.Setup;

namespace PartnerApi.Tests.GraphQL;

/// <summary>Mutations need POST, run serially, check scopes before their effect, and coerce inputs strictly.</summary>
[Collection(nameof(ProbeGateway))]
public sealed class MutationTests(ProbeGateway probes)
{
    private const string Note = "mutation($i: NoteInput!) { note(input: $i) { texts } }";

    private readonly RunningGateway gateway = probes.Gateway;

    [Fact]
    public async Task Mutations_of_one_request_run_serially()
    {
        ProbeMutations.Clear();
        var answer = await gateway.QueryAsync("harbor-bank", "mutation { a: note(input: {text: \"1\"}) { texts } b: note(input: {text: \"2\", count: 3}) { texts } }");
        Assert.Equal("""{"a":{"texts":["1"]},"b":{"texts":["1","2   3"]}}""", answer.Data().GetRawText());
    }

    [Fact]
    public async Task Input_in_a_variable_arrives_complete()
    {
        ProbeMutations.Clear();
        var answer = await gateway.QueryAsync("harbor-bank", Note, new { i = new { text = "t", purpose = "MEMBERSHIP", day = "2026-01-31", count = 5, ids = new object[] { "a", 7 } } });
        Assert.Equal("""{"note":{"texts":["t Membership 2026-01-31 5 a,7"]}}""", answer.Data().GetRawText());
    }

    [Theory]
    [InlineData("""{"text":"marker-x","purpose":"marker-x"}""")]
    [InlineData("""{"text":"marker-x","day":"marker-x"}""")]
    [InlineData("""{"text":"marker-x","day":20260131}""")]
    [InlineData("""{"text":"marker-x","count":"marker-x"}""")]
    [InlineData("""{"text":"marker-x","count":1.5}""")]
    [InlineData("""{"text":"marker-x","ids":[null]}""")]
    [InlineData("""{"text":"marker-x","unknown":"marker-x"}""")]
    [InlineData("""{"text":"marker-x","Text":"marker-x"}""")]
    [InlineData("""{"text":{"text":"marker-x"}}""")]
    [InlineData("""{"text":null,"day":null}""")]
    [InlineData("""{"count":1}""")]
    [InlineData("""["marker-x"]""")]
    [InlineData("\"marker-x\"")]
    [InlineData("null")]
    public async Task Invalid_input_is_rejected_without_effect_or_echo(string input)
    {
        var before = ProbeMutations.Count;
        var answer = await gateway.QueryAsync("harbor-bank", Note, new { i = JsonSerializer.Deserialize<JsonElement>(input) });
        Assert.Equal(["GRAPHQL_VALIDATION_FAILED"], answer.Codes);
        Assert.False(answer.Json.TryGetProperty("data", out _));
        Assert.DoesNotContain("marker-x", answer.Body, StringComparison.Ordinal);
        Assert.Equal(before, ProbeMutations.Count);
    }

    [Theory]
    [InlineData("mutation($t: String = \"x\") { note(input: {text: $t}) { texts } }", """{"t":null}""")]
    [InlineData("mutation { note(input: {text: null}) { texts } }", "{}")]
    [InlineData("mutation { note(input: {text: \"a\", text: \"b\"}) { texts } }", "{}")]
    [InlineData("mutation { note(input: {text: \"a\", other: 1}) { texts } }", "{}")]
    [InlineData("mutation { note(input: {}) { texts } }", "{}")]
    [InlineData("mutation { note { texts } }", "{}")]
    public async Task Invalid_literal_input_is_rejected_without_effect(string document, string variables)
    {
        var before = ProbeMutations.Count;
        var answer = await gateway.QueryAsync("harbor-bank", document, JsonSerializer.Deserialize<JsonElement>(variables));
        Assert.All(answer.Codes, code => Assert.Equal("GRAPHQL_VALIDATION_FAILED", code));
        Assert.NotEmpty(answer.Codes);
        Assert.Equal(before, ProbeMutations.Count);
    }

    [Theory]
    [InlineData("card:validity")]
    [InlineData("card:expiry")]
    [InlineData("card:subject")]
    public async Task Scopes_are_checked_before_the_effect(string scope)
    {
        var before = ProbeMutations.Count;
        var answer = await gateway.QueryAsync("harbor-bank", Note, new { i = new { text = "t" } }, scope: scope);
        Assert.Equal(["FORBIDDEN"], answer.Codes);
        Assert.Equal(before, ProbeMutations.Count);
    }

    [Fact]
    public async Task Get_never_runs_a_mutation()
    {
        var before = ProbeMutations.Count;
        var answer = await gateway.GetAsync(await gateway.TokenAsync("harbor-bank"), "query=" + Uri.EscapeDataString("mutation { note(input: {text: \"t\"}) { texts } }"));
        Assert.Equal(["METHOD_NOT_ALLOWED"], answer.Codes);
        Assert.Equal(before, ProbeMutations.Count);
    }

    [Fact]
    public async Task Error_of_one_mutation_does_not_affect_the_others()
    {
        ProbeMutations.Clear();
        var answer = await gateway.QueryAsync("harbor-bank", "mutation { a: note(input: {text: \"\"}) { texts } b: note(input: {text: \"2\"}) { texts } }");
        Assert.Equal(["BAD_REQUEST"], answer.Codes);
        Assert.Equal("""{"a":null,"b":{"texts":["2"]}}""", answer.Data().GetRawText());
    }

    [Theory]
    [InlineData("city-analyst", "There are no mutations and no subscriptions.", "mutation { __typename }")]
    [InlineData("city-analyst", "There are no mutations and no subscriptions.", "subscription { viewer { client } }")]
    [InlineData("harbor-bank", "There are no subscriptions.", "subscription { viewer { client } }")]
    public async Task Audience_without_mutation_scopes_has_no_mutations(string client, string message, string document)
    {
        var answer = await gateway.QueryAsync(client, document);
        Assert.Equal(["GRAPHQL_VALIDATION_FAILED"], answer.Codes);
        Assert.Contains(message, answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("type Mutation", gateway.Services.WriteSchemaFiles()["analyst.graphql"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ counted }", "{}", "50")]
    [InlineData("{ counted(first: 3, from: \"2026-01-31\", after: \"z\") }", "{}", "3 2026-01-31 z")]
    [InlineData("query($f: Int, $d: Date) { counted(first: $f, from: $d) }", "{}", "50")]
    [InlineData("query($f: Int, $d: Date) { counted(first: $f, from: $d) }", """{"f":7,"d":"2026-02-28"}""", "7 2026-02-28")]
    [InlineData("query($f: Int) { counted(first: $f) }", """{"f":null}""", "")]
    public async Task Absent_argument_has_its_default(string document, string variables, string expected)
    {
        var answer = await gateway.QueryAsync("harbor-bank", document, JsonSerializer.Deserialize<JsonElement>(variables));
        Assert.Equal(expected, answer.Data("counted").GetString());
    }
}
