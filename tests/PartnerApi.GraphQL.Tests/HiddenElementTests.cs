using Microsoft.Extensions.DependencyInjection;
using PartnerApi.GraphQL.Declarations;

namespace PartnerApi.GraphQL.Tests;

/// <summary>
/// A hidden element gets the same response, byte for byte, as one that does not exist. In these documents, <c>NAME</c> is first a hidden
/// name and then an undeclared name of the same length (authz 7, 53, 55 to 57, 60).
/// </summary>
[Trait("Needs", "NoStore")]
public sealed class HiddenElementTests(SharedGateway shared)
{
    private static readonly string[] FieldProbes =
    [
        "{ ...x } fragment x on TYPE { NAME }",
        "{ ...x } fragment x on TYPE { NAME { legalName } }",
        "{ ...x } fragment x on TYPE { NAME(benefit: 1) { eligible } }",
        "{ ...x } fragment x on TYPE { __typename: NAME ... { NAME @skip(if: true) } }",
        "query a { __typename } query b { ... on TYPE { NAME } }",
    ];

    private static readonly string[] TypeProbes =
    [
        "{ ... on NAME { __typename } }",
        "{ viewer { client ... on NAME { legalName } } }",
        "{ ...x } fragment x on NAME { legalName }",
        "query($x: NAME) { viewer { client } }",
        "query($x: NAME!) { viewer { client @skip(if: $x) } }",
        "query($x: NAME = REVOKED) { acceptances { purpose } }",
        "{ __type(name: \"NAME\") { kind name description fields { name } enumValues { name } interfaces { name } possibleTypes { name } } }",
        "{ a: __type(name: \"NAME\") { __typename } b: __type(name: \"Viewer\") { name } }",
    ];

    private static readonly string[] ArgumentProbes =
    [
        "{ viewer(NAME: 1) { client } }",
        "{ viewer { client(NAME: \"river-museum-membership\") } }",
        "{ __type(name: \"Viewer\", NAME: 1) { name } }",
        "{ card(number: \"\", purpose: MEMBERSHIP, NAME: \"x\") { valid } }",
        "{ card(number: \"\", purpose: { NAME: 1 }) { valid } }",
    ];

    private static readonly string[] ValueProbes =
    [
        "{ card(number: \"\", purpose: NAME) { valid } }",
        "{ cards(numbers: [\"\"], purpose: [NAME]) { valid } }",
        "query($p: Purpose! = NAME) { card(number: \"\", purpose: $p) { valid } }",
        "query($p: Purpose = NAME) { acceptances { purpose } }",
        "{ viewer @NAME { client } }",
    ];

    private readonly RunningGateway gateway = shared.Gateway;
    private readonly Dictionary<(string Client, string Probe, string Name), Answer> absents = [];
    private readonly Elements declared = Elements.Of(shared.Gateway.Services.GetRequiredService<SchemaDeclaration>());

    [Theory]
    [MemberData(nameof(Callers.All), MemberType = typeof(Callers))]
    public async Task Hidden_field_gets_the_response_of_an_absent_one(string client)
    {
        var seen = await SeenAsync(client);
        var types = seen.Fields.Select(field => field[..field.IndexOf('.', StringComparison.Ordinal)]).Distinct().ToList();
        foreach (var type in types)
        {
            var names = declared.Fields.Where(field => !seen.Fields.Contains($"{type}.{Elements.Last(field)}")).Select(Elements.Last).Distinct();
            foreach (var name in names)
                foreach (var probe in FieldProbes) await AssertSameAsync(client, probe.Replace("TYPE", type, StringComparison.Ordinal), name);
        }
    }

    [Theory]
    [MemberData(nameof(Callers.All), MemberType = typeof(Callers))]
    public async Task Hidden_type_gets_the_response_of_an_absent_one(string client)
    {
        var seen = await SeenAsync(client);
        foreach (var name in declared.Types.Except(seen.Types))
            foreach (var probe in TypeProbes) await AssertSameAsync(client, probe, name);
    }

    [Theory]
    [MemberData(nameof(Callers.All), MemberType = typeof(Callers))]
    public async Task Hidden_argument_gets_the_response_of_an_absent_one(string client)
    {
        var seen = await SeenAsync(client);
        foreach (var name in declared.Arguments.Except(seen.Arguments).Select(Elements.Last).Except(["number", "purpose", "card"]).Distinct())
            foreach (var probe in ArgumentProbes) await AssertSameAsync(client, probe, name);
    }

    [Theory]
    [MemberData(nameof(Callers.All), MemberType = typeof(Callers))]
    public async Task Hidden_enum_value_gets_the_response_of_an_absent_one(string client)
    {
        var seen = await SeenAsync(client);
        foreach (var name in declared.Values.Except(seen.Values).Select(Elements.Last))
        {
            foreach (var probe in ValueProbes) await AssertSameAsync(client, probe, name);
            const string Variable = "query($p: Purpose!, $n: CardNumber!) { card(number: $n, purpose: $p) { valid } }";
            var hidden = await gateway.QueryAsync(client, Variable, new { n = "", p = name });
            var absent = await gateway.QueryAsync(client, Variable, new { n = "", p = Absent(name) });
            Assert.Equal(absent.Body, hidden.Body);
        }
    }

    [Theory]
    [MemberData(nameof(Callers.All), MemberType = typeof(Callers))]
    public async Task Misspelled_name_gets_no_suggestion(string client)
    {
        string[] documents =
        [
            "{ vieweer { client } }", "{ viewer { klient } }", "{ acceptance { purpose } }", "{ car { valid } }", "{ benefit { id } }",
            "{ viewer { client benefit } }", "{ ... on Holdr { a } }", "{ ... on Viewr { a } }", "query($x: CardStatu) { __typename }",
            "query($x: Purpos) { __typename }", "{ viewer @skp(if: true) { client } }", "{ viewer @include(f: true) { client } }",
            "{ card(numbr: \"\", purpos: MEMBERSHIP) { holdr statu boroug } }", "{ card(number: \"\", purpose: MEMBERSHI) { valid } }",
            "query($p: Purpose! = MEMBERSHI) { card(number: \"\", purpose: $p) { valid } }", "{ __type(nam: \"Viewer\") { name } }",
            "{ __schema { type { name } } }", "{ card(number: \"\", purpose: MEMBERSHIP) { holder { legalNam } } }",
        ];
        foreach (var document in documents)
        {
            var answer = await gateway.QueryAsync(client, document);
            Assert.NotEmpty(answer.Codes);
            Assert.DoesNotContain("did you mean", answer.Body, StringComparison.OrdinalIgnoreCase);
        }
    }

    private async Task AssertSameAsync(string client, string probe, string name)
    {
        var token = await gateway.TokenAsync(client);
        var hidden = await QueryAsync(token, probe, name);
        var absentName = Absent(name);
        if (!absents.TryGetValue((client, probe, absentName), out var absent))
            absents[(client, probe, absentName)] = absent = await QueryAsync(token, probe, absentName);
        Assert.True(hidden.Body == absent.Body, $"{probe} with {name}:\n{hidden.Body}\n{absent.Body}");
        Assert.Equal(absent.Status, hidden.Status);
        Assert.Equal(absent.Headers.Select(header => header.Key), hidden.Headers.Select(header => header.Key));
        Assert.Equal(absent.Headers.First(header => header.Key == "Content-Length"), hidden.Headers.First(header => header.Key == "Content-Length"));
    }

    private async Task<Answer> QueryAsync(string token, string probe, string name)
    {
        var body = System.Text.Json.JsonSerializer.Serialize(new { query = probe.Replace("NAME", name, StringComparison.Ordinal) });
        var answer = await gateway.SendAsync(token, body, accept: "application/graphql-response+json");

        // Messages echo the name as a separate word.
        return answer with { Body = System.Text.RegularExpressions.Regex.Replace(answer.Body, $@"\b{name}\b", "NAME") };
    }

    private async Task<Elements> SeenAsync(string client) => Elements.Of((await gateway.IntrospectAsync(client)).Schema);

    // Has the name's length, so that locations are equal, and resembles no declared name.
    private static string Absent(string name) => new(char.IsUpper(name[0]) ? 'Q' : 'q', name.Length);
}
