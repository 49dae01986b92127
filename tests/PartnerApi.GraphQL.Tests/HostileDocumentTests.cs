namespace PartnerApi.GraphQL.Tests;

/// <summary>
/// Documents that cost other servers seconds or megabytes, or crash them (faults 36 to 48). Each gets a short response at once, and the next
/// request is answered as usual.
/// </summary>
public sealed class HostileDocumentTests(SharedGateway shared)
{
    private const int MostBytes = 16 * 1024;

    private static readonly Dictionary<string, (string Document, string? Limit)> Rows = new()
    {
        ["36 chain of 1,100 fragments"] = (Chain(1_100), "bodyBytes"),
        ["36 chain of 300 fragments"] = (Chain(300), "tokens"),
        ["36 chain of 11 fragments"] = (Chain(11), "fragments"),
        ["36 chain of 6 fragments"] = (Chain(6), "spreadDepth"),
        ["36 chain of 5 fragments"] = (Chain(5), null),
        ["37 cycle of 6,000 fragments"] = (Cycle(6_000), "bodyBytes"),
        ["37 cycle of 10 fragments"] = (Cycle(10), ""),
        ["37 fragment that spreads itself"] = ("{ ...f } fragment f on Query { viewer { ...f } }", ""),
        ["38 same field 20,000 times"] = (Set(20_000, _ => "__typename"), "bodyBytes"),
        ["38 same field 1,200 times"] = (Set(1_200, _ => "__typename"), "tokens"),
        ["38 same field 290 times"] = (Set(290, _ => "__typename"), "repeats"),
        ["38 same field 160 times with different arguments"] = (Set(160, i => $"x(a:{i})"), "repeats"),
        ["38 same fields in inline fragments"] = (Set(90, i => $"...{{x(a:{i})}}"), "repeats"),
        ["38 same fields below the same field"] = (Set(10, i => $"v{{{Repeat(9, j => $"x(a:1{i}{j})")}}}"), "repeats"),
        ["39 same object field 140 times"] = (Set(140, _ => "viewer{client}"), "repeats"),
        ["40 10,000 aliases"] = (Set(10_000, i => $"a{i}:__typename"), "bodyBytes"),
        ["40 31 aliases"] = (Set(31, i => $"a{i}:__typename"), "aliases"),
        ["40 30 aliases"] = (Set(30, i => $"a{i}:__typename"), null),
        ["41 doubling 18 deep"] = (Doubling(18), "fragments"),
        ["41 doubling 9 deep"] = (Doubling(9), "selections"),
        ["41 inline doubling"] = ($"{{{Repeat(149, _ => "...{__typename}")}}}", "repeats"),
        ["42 unknown directives"] = ($"{{viewer{Repeat(400, _ => "@x")}{{client}}}}", "directives"),
        ["42 skipping everywhere"] = ($"{{viewer{{{Repeat(11, i => $"a{i}:client @skip(if:true) ")}}}}}", "directives"),
        ["42 ten unknown directives"] = ($"{{viewer{Repeat(10, _ => "@x")}{{client}}}}", ""),
        ["43 300 variables"] = ($"query({Repeat(300, i => $"$v{i}:Int ")}){{viewer{{client}}}}", "tokens"),
        ["43 21 variables"] = ($"query({Repeat(21, i => $"$v{i}:Int ")}){{viewer{{client}}}}", "variables"),
        ["43 20 unused variables"] = ($"query({Repeat(20, i => $"$v{i}:Int ")}){{viewer{{client}}}}", ""),
        ["43 one variable 20 times"] = ($"query({Repeat(20, _ => "$v:Int ")}){{viewer{{client}}}}", ""),
        ["44 900 unknown fields"] = (Set(900, i => $"u{i}"), "selections"),
        ["44 299 unknown fields"] = (Set(299, i => $"u{i}"), ""),
        ["45 selections 100 deep"] = (Repeat(100, _ => "{a") + Repeat(100, _ => "}"), "syntaxDepth"),
        ["45 selections 16 deep"] = (Repeat(16, _ => "{a") + Repeat(16, _ => "}"), "selectionDepth"),
        ["45 lists 400 deep"] = ($"{{card(number:{Repeat(400, _ => "[")}{Repeat(400, _ => "]")})}}", "syntaxDepth"),
        ["45 objects 200 deep"] = ($"{{card(number:{Repeat(200, _ => "{a:")}1{Repeat(200, _ => "}")})}}", "syntaxDepth"),
        ["45 types 100 deep"] = ($"query($a:{Repeat(100, _ => "[")}Int{Repeat(100, _ => "]")}){{viewer{{client}}}}", "syntaxDepth"),
        ["45 7,000 open braces"] = (Repeat(7_000, _ => "{"), "tokens"),
        ["46 200 schemas"] = (Set(200, i => $"a{i}:__schema{{types{{name}}}}"), "tokens"),
        ["46 31 schemas"] = (Set(31, i => $"a{i}:__schema{{types{{name}}}}"), "aliases"),
        ["46 lists of lists of lists of lists"] = (
            "{__schema{types{fields{type{fields{type{fields{type{fields{name}}}}}}}}}}", "introspectionLists"),
        ["47 14 kB number"] = ($"{{card(number:{new string('1', 14_000)},purpose:MEMBERSHIP){{valid}}}}", ""),
        ["47 14 kB name"] = ($"{{{new string('a', 14_000)}}}", ""),
        ["47 14 kB alias of an unknown field"] = ($"{{{new string('a', 14_000)}:nothing}}", ""),
        ["47 14 kB type"] = ($"query($a:{new string('T', 14_000)}){{viewer{{client}}}}", ""),
        ["47 14 kB directive"] = ($"{{viewer@{new string('d', 14_000)}{{client}}}}", ""),
        ["48 lone carriage return"] = ("\r]", ""),
        ["48 lone carriage return after a document"] = ("{viewer{client}}\r]", ""),
        ["51 NUL"] = ("{viewer\0{client}}", ""),
        ["51 right-to-left override"] = ("{viewer{client}}\u202E", ""),
        ["52 empty"] = ("", ""),
        ["52 only a comment"] = ("# nothing", ""),
        ["52 only a fragment"] = ("fragment f on Query { viewer { client } }", ""),
        ["52 a schema"] = ("type Query { viewer: Int }", ""),
        ["52 an operation and a schema"] = ("{ viewer { client } } extend type Query { holder: Int }", ""),
        ["52 directive definition"] = ("directive @a on FIELD", ""),
        ["11 operations"] = (Repeat(11, i => $"query q{i}{{viewer{{client}}}}"), "operations"),
    };

    public static TheoryData<string> Names => [.. Rows.Keys];

    /// <summary>The limit is a name, empty for another documented error, or null for a successful response.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task Hostile_document_is_rejected_and_affects_no_other_request(string row)
    {
        var gateway = shared.Gateway;
        var (document, limit) = Rows[row];
        var bodies = new HashSet<string>();
        foreach (var client in new[] { "harbor-bank", "card-registrar" })
        {
            var answer = await gateway.QueryAsync(client, document);
            bodies.Add(answer.Body);
            Assert.InRange(answer.Body.Length, 1, MostBytes);
            Assert.InRange(answer.Codes.Count, limit is null ? 0 : 1, 5);
            if (limit is null) Assert.Empty(answer.Codes);
            else if (limit.Length == 0) Assert.Contains(answer.Codes[0], new[] { "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED" });
            else Assert.Equal(limit, answer.Json.GetProperty("errors")[0].GetProperty("extensions").GetProperty("limit").GetString());
        }

        // A limit must not reveal elements that the audience does not see (authz 61).
        if (limit is { Length: > 0 }) Assert.Single(bodies);
        Assert.Equal("""{"data":{"viewer":{"client":"harbor-bank"}}}""", (await gateway.QueryAsync("harbor-bank", "{ viewer { client } }")).Body);
    }

    [Fact]
    public async Task Response_far_longer_than_the_request_is_rejected()
    {
        // 54: 100 cards with 30 aliases each, all refused with a path and a message.
        var query = $"query($n: [CardNumber!]!){{cards(numbers:$n,purpose:ACCOUNT_OPENING){{{Repeat(30, i => $"a{i}:expiresOn ")}}}}}";
        var numbers = new { n = Enumerable.Repeat(Callers.ValidCard, 100) };
        var answer = await shared.Gateway.QueryAsync("harbor-bank", query, numbers, scope: "card:validity");
        Assert.Equal(["LIMIT_EXCEEDED"], answer.Codes);
        Assert.Equal("answerBytes", answer.Json.GetProperty("errors")[0].GetProperty("extensions").GetProperty("limit").GetString());
        Assert.Empty((await shared.Gateway.QueryAsync("harbor-bank", query, numbers)).Codes);
    }

    private static string Repeat(int times, Func<int, string> text) => string.Concat(Enumerable.Range(0, times).Select(text));

    private static string Set(int times, Func<int, string> field) => "{" + Repeat(times, i => field(i) + " ") + "}";

    private static string Chain(int fragments) =>
        "{...f0}" + Repeat(fragments - 1, i => $"fragment f{i} on Query{{...f{i + 1}}}") + $"fragment f{fragments - 1} on Query{{viewer{{client}}}}";

    private static string Cycle(int fragments) => "{...f0}" + Repeat(fragments, i => $"fragment f{i} on Query{{...f{(i + 1) % fragments}}}");

    private static string Doubling(int deep) =>
        "{...f0}" + Repeat(deep, i => $"fragment f{i} on Query{{...f{i + 1} ...f{i + 1}}}") + $"fragment f{deep} on Query{{viewer{{client}}}}";
}
