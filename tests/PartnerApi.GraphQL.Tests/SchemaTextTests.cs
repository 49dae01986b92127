using PartnerApi.GraphQL.Export;

namespace PartnerApi.GraphQL.Tests;

/// <summary>The elements that the reference pages read from a schema.</summary>
public sealed class SchemaTextTests
{
    private const string Sdl = """
        directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION

        "A list."
        type Query {
          "Reads."
          read(
            "How many."
            first: Int! = 50): [Day!] @requiresScopes(scopes: [["a", "b"], ["c"]]) @deprecated(reason: "Use `days`.")
          plain: String!
        }

        "A day."
        scalar Day @specifiedBy(url: "https://example.org/day")

        "A choice."
        enum Choice {
          "The first."
          ONE
          TWO @deprecated(reason: "Gone.")
        }

        input Range { from: Day = "2026-01-01" }
        """;

    private readonly IReadOnlyList<DocumentedType> types = SchemaText.Read(Sdl);

    [Fact]
    public void Type_has_its_kind_and_description() => Assert.Equal(
        [(DocumentedKind.Object, "Query", "A list."), (DocumentedKind.Scalar, "Day", "A day."), (DocumentedKind.Enum, "Choice", "A choice."), (DocumentedKind.Input, "Range", "")],
        types.Select(type => (type.Kind, type.Name, type.Description)));

    [Fact]
    public void Field_has_its_type_arguments_scopes_and_deprecation()
    {
        var (read, plain) = (types[0].Members[0], types[0].Members[1]);
        Assert.Equal(("read", "Reads.", "[Day!]", "Use `days`."), (read.Name, read.Description, read.Type, read.Deprecation));
        Assert.Equal<IReadOnlyList<string>>([["a", "b"], ["c"]], read.Scopes);
        var first = Assert.Single(read.Arguments);
        Assert.Equal(("first", "How many.", "Int!", "50"), (first.Name, first.Description, first.Type, first.Default));
        Assert.Equal(("plain", "", "String!", null), (plain.Name, plain.Description, plain.Type, plain.Deprecation));
        Assert.Empty(plain.Scopes);
        Assert.Empty(plain.Arguments);
    }

    [Fact]
    public void Scalar_has_its_specification() => Assert.Equal("https://example.org/day", types[1].Specification);

    [Fact]
    public void Value_and_input_field_have_their_parts()
    {
        Assert.Equal([("ONE", "The first.", null), ("TWO", "", "Gone.")], types[2].Members.Select(value => (value.Name, value.Description, value.Deprecation)));
        var from = Assert.Single(types[3].Members);
        Assert.Equal(("from", "Day", "\"2026-01-01\""), (from.Name, from.Type, from.Default));
    }
}
