using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.GraphQL.Declarations;
using PartnerApi.Policy;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.GraphQL.Tests;

/// <summary>Text that no store, file, or header can hold causes no internal error, in any argument or input field, for any audience.</summary>
public sealed class HostileTextTests
{
    private static readonly string[] Texts =
    [
        "", " ", "=", "==", "\0", "a\0b", "\uFFFF", "\uFFFE\uFDD0", "\u202E\u200B\uFEFF", "\U0001F600", "e\u0301", "\n", "\r\n", "'", "\"", "\\", "%00", "..", "A=", "AAAA====",
        "\u007F\u0080", new string('x', 5_000), new string('\0', 64), "river-museum-membership=", "river-museum-membership\0", "-1", "99999999999999999999",
    ];

    [Theory]
    [MemberData(nameof(Callers.All), MemberType = typeof(Callers))]
    public async Task Hostile_text_is_answered_or_rejected_with_a_documented_error(string client)
    {
        await using var gateway = await RunningGateway.StartAsync(
            null, ("Quotas:EligibilityPerCard", "5000"), ("Quotas:CardsPerHour", "100000"), ("Quotas:CardsPerDay", "100000"));
        var positions = Positions(gateway.Services.GetRequiredService<SchemaDeclaration>(), Audiences.Find(Callers.Audiences[client])!, client).ToList();
        Assert.Equal(client is "city-analyst", positions.Count == 0);
        foreach (var (position, text) in positions.SelectMany(position => Texts.Select(text => (position, text))))
        {
            foreach (var answer in new[]
            {
                await gateway.QueryAsync(client, position.Document("$t", "($t: " + position.Type + "!)"), new { t = text }),
                await gateway.QueryAsync(client, position.Document(JsonSerializer.Serialize(text), "")),
            })
            {
                Assert.True(
                    !answer.Codes.Any(code => code is "INTERNAL" or "UNAVAILABLE"), $"{position.Document("$t", "")} with {JsonSerializer.Serialize(text)}: {answer.Body}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Callers.All), MemberType = typeof(Callers))]
    public async Task Lone_surrogate_is_rejected(string client)
    {
        await using var gateway = await RunningGateway.StartAsync();
        var token = await gateway.TokenAsync(client);
        foreach (var position in Positions(gateway.Services.GetRequiredService<SchemaDeclaration>(), Audiences.Find(Callers.Audiences[client])!, client))
        {
            var query = JsonSerializer.Serialize(position.Document("$t", "($t: " + position.Type + "!)"));
            Assert.Equal(["BAD_REQUEST"], (await gateway.SendAsync(token, $$$"""{"query":{{{query}}},"variables":{"t":"\ud800"}}""")).Codes);
            Assert.Equal(["GRAPHQL_PARSE_FAILED"], (await gateway.QueryAsync(client, position.Document("\"\\uD800\"", ""))).Codes);
        }
    }

    private static IEnumerable<TextPosition> Positions(SchemaDeclaration declaration, Audience audience, string client)
    {
        foreach (var (root, path, type) in Types(declaration, audience, client))
        {
            foreach (var field in declaration.Types.Single(one => one.Name == type).Fields.Where(field => field.IsReachableWith(audience.Scopes)))
            {
                foreach (var argument in field.Arguments)
                {
                    foreach (var text in TextsOf(argument.Shape, declaration))
                        yield return new TextPosition(root, path, field, argument.Name, text, (shape, name) => Literal(shape, name, declaration, client), IsObject(field, declaration));
                }
            }
        }
    }

    // Each type, with the shortest path from a root type.
    private static IEnumerable<(string Root, string[] Path, string Type)> Types(SchemaDeclaration declaration, Audience audience, string client)
    {
        var seen = new HashSet<string>();
        var open = new Queue<(string Root, string[] Path, string Type)>([("query", [], SchemaDeclaration.QueryName), ("mutation", [], SchemaDeclaration.MutationName)]);
        while (open.TryDequeue(out var next))
        {
            if (!seen.Add(next.Type)) continue;
            yield return next;
            foreach (var field in declaration.Types.Single(one => one.Name == next.Type).Fields.Where(field => field.IsReachableWith(audience.Scopes)))
            {
                if (declaration.Types.FirstOrDefault(one => one.Class is not null && one.Class == field.Shape.Named) is { } given)
                    open.Enqueue((next.Root, [.. next.Path, TextPosition.Call(field, argument => Literal(argument.Shape, argument.Name, declaration, client))], given.Name));
            }
        }
    }

    private static IEnumerable<string> TextsOf(TypeShape shape, SchemaDeclaration declaration) =>
        TextPosition.IsText(shape) ? [""] : declaration.Inputs.FirstOrDefault(input => input.Class == shape.Named) is { } found
            ? found.Fields.Where(field => TextPosition.IsText(field.Shape)).Select(field => field.Name) : [];

    private static bool IsObject(FieldDeclaration field, SchemaDeclaration declaration) => declaration.Types.Any(type => type.Class is not null && type.Class == field.Shape.Named);

    private static string Literal(TypeShape shape, string name, SchemaDeclaration declaration, string client)
    {
        if (shape.Item is { } item) return $"[{Literal(item, name, declaration, client)}]";
        if (declaration.Inputs.FirstOrDefault(input => input.Class == shape.Named) is { } found)
            return "{" + string.Join(", ", found.Fields.Select(field => $"{field.Name}: {Literal(field.Shape, field.Name, declaration, client)}")) + "}";
        return shape.Named == typeof(CardNumberInput) ? $"\"{Callers.ValidCard}\""
            : shape.Named == typeof(Purpose) ? Callers.Purpose(client)
            : shape.Named == typeof(Month) ? "\"2026-01\""
            : shape.Named == typeof(DateOnly) ? "null"
            : shape.Named == typeof(int) ? "1"
            : shape.Named.IsEnum ? "ENTERED_BY_MISTAKE"
            : name is "after" or "partner" ? "null"
            : name == "benefit" ? "\"river-museum-membership\"" : "\"text\"";
    }
}
