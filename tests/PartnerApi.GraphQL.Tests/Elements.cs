using System.Text.Json;
using PartnerApi.Core;
using PartnerApi.GraphQL.Declarations;

namespace PartnerApi.GraphQL.Tests;

/// <summary>
/// The named elements of a schema: those that the program's classes declare, those that a set of scopes can reach, or those that introspection
/// shows. The first two do not involve the engine.
/// </summary>
internal sealed class Elements
{
    private static readonly string[] InEverySchema = ["String", "Boolean", "Int"];

    /// <summary>Names of types.</summary>
    public SortedSet<string> Types { get; } = new(InEverySchema, StringComparer.Ordinal);

    /// <summary>Fields, as <c>Type.field</c>.</summary>
    public SortedSet<string> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>Arguments, as <c>Type.field.argument</c>, and fields of input types, as <c>Type.field</c>.</summary>
    public SortedSet<string> Arguments { get; } = new(StringComparer.Ordinal);

    /// <summary>Enum values, as <c>Enum.VALUE</c>.</summary>
    public SortedSet<string> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Every name without the names of its parents.</summary>
    public IEnumerable<string> Names => Types.Concat(Fields.Concat(Arguments).Concat(Values).Select(Last)).Distinct();

    /// <summary>The last name of a path.</summary>
    public static string Last(string path) => path[(path.LastIndexOf('.') + 1)..];

    /// <summary>All declared elements.</summary>
    public static Elements Of(SchemaDeclaration declaration) => Walk(declaration, _ => true);

    /// <summary>The elements that the scopes reach from the root types, along fields whose requirements they meet.</summary>
    public static Elements Of(SchemaDeclaration declaration, IReadOnlySet<string> scopes) =>
        Walk(declaration, field => field.Requirement is null || field.Requirement.AnyOf.Any(set => set.All(scopes.Contains)));

    /// <summary>The elements that introspection shows, without the introspection system's own types.</summary>
    public static Elements Of(JsonElement schema)
    {
        var elements = new Elements();
        foreach (var type in schema.GetProperty("types").EnumerateArray())
        {
            var name = type.GetProperty("name").GetString()!;
            if (name.StartsWith("__", StringComparison.Ordinal)) continue;
            elements.Types.Add(name);
            foreach (var field in Items(type, "fields"))
            {
                elements.Fields.Add($"{name}.{field.GetProperty("name")}");
                elements.Arguments.UnionWith(
                    Items(field, "args").Select(argument => $"{name}.{field.GetProperty("name")}.{argument.GetProperty("name")}"));
            }

            elements.Arguments.UnionWith(Items(type, "inputFields").Select(field => $"{name}.{field.GetProperty("name")}"));
            foreach (var value in Items(type, "enumValues")) elements.Values.Add($"{name}.{value.GetProperty("name")}");
        }

        return elements;
    }

    /// <summary>The items of a list that may be null.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement element, string list) =>
        element.GetProperty(list) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];

    private static Elements Walk(SchemaDeclaration declaration, Func<FieldDeclaration, bool> isReachable)
    {
        var elements = new Elements();
        var waiting = new Queue<TypeDeclaration>([declaration.Query]);
        if (declaration.Mutation.Fields.Any(isReachable)) waiting.Enqueue(declaration.Mutation);
        while (waiting.TryDequeue(out var type))
        {
            if (!elements.Types.Add(type.Name)) continue;
            foreach (var field in type.Fields.Where(isReachable))
            {
                elements.Fields.Add($"{type.Name}.{field.Name}");
                elements.Arguments.UnionWith(field.Arguments.Select(argument => $"{type.Name}.{field.Name}.{argument.Name}"));
                foreach (var shape in field.Arguments.Select(argument => argument.Shape).Append(field.Shape))
                {
                    if (declaration.Types.FirstOrDefault(candidate => candidate.Class == shape.Named) is { } next) waiting.Enqueue(next);
                    else if (declaration.Inputs.FirstOrDefault(candidate => candidate.Class == shape.Named) is { } input) elements.AddInput(input);
                    else elements.AddLeaf(shape);
                }
            }
        }

        return elements;
    }

    private void AddInput(InputDeclaration input)
    {
        Types.Add(input.Name);
        Arguments.UnionWith(input.Fields.Select(field => $"{input.Name}.{field.Name}"));
        foreach (var field in input.Fields) AddLeaf(field.Shape);
    }

    private void AddLeaf(TypeShape shape)
    {
        var type = shape.Named;
        Types.Add(type.IsEnum ? type.Name : shape.IsId ? "ID" : ScalarNames.All[type]);
        if (type.IsEnum) Values.UnionWith(Enum.GetNames(type).Select(value => $"{type.Name}.{WireNames.FromMember(value)}"));
    }
}
