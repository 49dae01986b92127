using GraphQL.Types;
using GraphQLParser.AST;

namespace PartnerApi.GraphQL.Documents;

/// <summary>Input types as messages name them, and how a variable's type compares with the type that is expected where it stands.</summary>
internal static class InputTypes
{
    /// <summary>A type as it is written in GraphQL.</summary>
    public static string Text(IGraphType type) => type switch
    {
        NonNullGraphType some => Text(some.ResolvedType!) + "!",
        ListGraphType list => $"[{Text(list.ResolvedType!)}]",
        _ => type.Name,
    };

    /// <summary>A type as it is written in GraphQL.</summary>
    public static string Text(GraphQLType type) => type switch
    {
        GraphQLNonNullType some => Text(some.Type) + "!",
        GraphQLListType list => $"[{Text(list.Type)}]",
        _ => ((GraphQLNamedType)type).Name.StringValue,
    };

    /// <summary>What a value of the type looks like, for the end of a sentence: "must be ...".</summary>
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

    /// <summary>AreTypesCompatible of GraphQL, section 5.8.5. The engine takes all lists, and all types that must not be null, for the same.</summary>
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
