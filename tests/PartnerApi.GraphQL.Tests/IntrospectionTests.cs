using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.GraphQL.Declarations;
using PartnerApi.Policy;

namespace PartnerApi.GraphQL.Tests;

/// <summary>Introspection shows each audience its own schema and nothing else (authz 53, 54).</summary>
public sealed partial class IntrospectionTests(SharedGateway shared)
{
    // Names that are public anyway, because acceptances are open to everyone, and argument names that are ordinary English words.
    private static readonly string[] KnownToEverybody =
    [
        "card", "cards", "to", "from", "first", "after", "ids", "reason", "by", "issued", "until", "count", "receipts",
        "holder", "holders", "number", "city", "decision", "renewed", "replaced", "status", "valid",
    ];

    private readonly RunningGateway gateway = shared.Gateway;
    private readonly SchemaDeclaration declaration = shared.Gateway.Services.GetRequiredService<SchemaDeclaration>();

    [Theory]
    [MemberData(nameof(Callers.All), MemberType = typeof(Callers))]
    public async Task Audience_sees_exactly_what_its_scopes_reach(string client)
    {
        var reachable = Elements.Of(declaration, Audiences.Find(Callers.Audiences[client])!.Scopes);
        var seen = Elements.Of((await gateway.IntrospectAsync(client)).Schema);
        Assert.Equal(reachable.Types, seen.Types);
        Assert.Equal(reachable.Fields, seen.Fields);
        Assert.Equal(reachable.Arguments, seen.Arguments);
        Assert.Equal(reachable.Values, seen.Values);
    }

    [Theory]
    [MemberData(nameof(Callers.All), MemberType = typeof(Callers))]
    public async Task Schema_does_not_name_hidden_elements(string client)
    {
        var (schema, text) = await gateway.IntrospectAsync(client);
        var names = Hidden(schema).ToList();
        Assert.NotEmpty(names);
        Assert.DoesNotContain(names, name => text.Contains($"\"{name}\"", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(Callers.All), MemberType = typeof(Callers))]
    public async Task Listed_types_equal_the_referenced_types(string client)
    {
        var (schema, _) = await gateway.IntrospectAsync(client);
        var listed = Names(schema.GetProperty("types")).ToHashSet();
        var referenced = TypeReference().Matches(schema.GetRawText()).Select(match => match.Groups["name"].Value).ToHashSet();
        Assert.Superset(referenced, listed);
        Assert.Empty(listed.Where(name => !name.StartsWith("__", StringComparison.Ordinal)).Except(referenced).Except(["Query", "Mutation", "Int"]));
    }

    [Theory]
    [MemberData(nameof(Callers.All), MemberType = typeof(Callers))]
    public async Task Schema_has_no_interfaces_or_unions(string client)
    {
        // Authz 4 to 10 and 47, 48: interfaces and unions cannot be declared, so they need no rules.
        var (schema, _) = await gateway.IntrospectAsync(client);
        var kinds = schema.GetProperty("types").EnumerateArray().Select(type => type.GetProperty("kind").GetString()).Distinct();
        Assert.Subset(new HashSet<string?> { "OBJECT", "SCALAR", "ENUM", "INPUT_OBJECT" }, kinds.ToHashSet());
        var hasMutations = client is "river-museum" or "city-library";
        Assert.Equal(hasMutations ? JsonValueKind.Object : JsonValueKind.Null, schema.GetProperty("mutationType").ValueKind);
        Assert.Equal(JsonValueKind.Null, schema.GetProperty("subscriptionType").ValueKind);
    }

    [Theory]
    [MemberData(nameof(Callers.All), MemberType = typeof(Callers))]
    public async Task Descriptions_do_not_mention_hidden_elements(string client)
    {
        var (schema, _) = await gateway.IntrospectAsync(client);
        var words = Hidden(schema).SelectMany(Spellings).Except(Visible(schema), StringComparer.OrdinalIgnoreCase).Except(KnownToEverybody).ToList();
        var found =
            from description in Descriptions(schema)
            from word in words
            where Regex.IsMatch(description, $@"\b{Regex.Escape(word)}\b", RegexOptions.IgnoreCase)
            select $"{word}: {description}";
        Assert.Empty(found);
    }

    [Theory]
    [MemberData(nameof(Callers.All), MemberType = typeof(Callers))]
    public async Task Schema_does_not_name_scopes_of_other_audiences(string client)
    {
        var own = Audiences.Find(Callers.Audiences[client])!.Scopes;
        var others = Audiences.All.SelectMany(audience => audience.Scopes).Except(own).ToList();
        var (_, text) = await gateway.IntrospectAsync(client);
        Assert.DoesNotContain(others, scope => text.Contains(scope, StringComparison.OrdinalIgnoreCase));
    }

    // Names that do not occur in the audience's schema, including the introspection types.
    private IEnumerable<string> Hidden(JsonElement schema)
    {
        var visible = Visible(schema);
        return Elements.Of(declaration).Names.Where(name => !visible.Contains(name));
    }

    private static HashSet<string> Visible(JsonElement schema) =>
        AnyName().Matches(schema.GetRawText()).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.OrdinalIgnoreCase);

    // legalName is "legal name" too, GRACE_PERIOD is "grace period", holder is "holders".
    private static IEnumerable<string> Spellings(string name)
    {
        var spaced = Hump().Replace(name.Replace('_', ' '), "$1 $2").ToLowerInvariant();
        return [name.ToLowerInvariant(), spaced, spaced + "s"];
    }

    private static IEnumerable<string> Descriptions(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Descriptions),
        JsonValueKind.Object when IsOfTheLanguage(element) => [],
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            member is { Name: "description", Value.ValueKind: JsonValueKind.String } ? [member.Value.GetString()!] : Descriptions(member.Value)),
        _ => [],
    };

    // The engine describes the introspection types and standard directives, with the same text for every audience.
    private static bool IsOfTheLanguage(JsonElement element) =>
        element.TryGetProperty("name", out var name) && name.GetString() is { } text
        && (text.StartsWith("__", StringComparison.Ordinal) || (element.TryGetProperty("locations", out _) && text != "requiresScopes"));

    private static IEnumerable<string> Names(JsonElement list) => list.EnumerateArray().Select(item => item.GetProperty("name").GetString()!);

    [GeneratedRegex("""type":\{"kind":"[A-Z_]+","name":(null,"ofType":\{"kind":"[A-Z_]+","name":)*"(?<name>\w+)""")]
    private static partial Regex TypeReference();

    [GeneratedRegex("""name":"(?<name>\w+)""")]
    private static partial Regex AnyName();

    [GeneratedRegex("([a-z])([A-Z])")]
    private static partial Regex Hump();
}
