using GraphQL.Types;
using GraphQLParser.AST;

namespace PartnerApi.GraphQL.Documents;

/// <summary>The names of input types in messages, and the comparison of a variable's type with the expected type of its position.</summary>
internal static class InputTypes
{
    /// <summary>A type in GraphQL syntax.</summary>
    public static string Text(IGraphType type) => type switch
    {
        NonNullGraphType some => Text(some.ResolvedType!) + "!",
        ListGraphType list => $"[{Text(list.ResolvedType!)}]",
        _ => type.Name,
    };

    /// <summary>A type in GraphQL syntax.</summary>
    public static string Text(GraphQLType type) => type switch
    {
        GraphQLNonNullType some => Text(some.Type) + "!",
        GraphQLListType list => $"[{Text(list.Type)}]",
        _ => ((GraphQLNamedType)type).Name.StringValue,
    };

    /// <summary>A description of valid values, which completes the sentence "must be ...".</summary>
    public static string Expected(IGraphType type) => type switch
    {
        NonNullGraphType some => Expected(some.ResolvedType!),
        ListGraphType => "a list",
        EnumerationGraphType choice => $"one of {string.Join(", ", choice.Values.Select(value => value.Name))}",
        IInputObjectGraphType input => $"an object with the fields of '{input.Name}'",
        _ => type.Name switch
        {
            "Int" => "a whole number of 32 bits",
            "Boolean" => "true or false",
            "ID" => "a string or a whole number",
            "Date" => "a date like \"2026-03-31\"",
            "Month" => "a month like \"2026-03\"",
            _ => "a string",
        },
    };

    /// <summary>AreTypesCompatible of GraphQL, section 5.8.5. The engine treats all list types as equal, and all non-null types.</summary>
    public static bool AreCompatible(GraphQLType variable, IGraphType location) => (variable, location) switch
    {
        (GraphQLNonNullType some, NonNullGraphType expected) => AreCompatible(some.Type, expected.ResolvedType!),
        (_, NonNullGraphType) => false,
        (GraphQLNonNullType some, _) => AreCompatible(some.Type, location),
        (GraphQLListType list, ListGraphType expected) => AreCompatible(list.Type, expected.ResolvedType!),
        (GraphQLNamedType named, not ListGraphType) => named.Name.Value == location.Name,
        _ => false,
    };
}
