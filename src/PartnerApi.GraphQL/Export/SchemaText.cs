using GraphQLParser;
using GraphQLParser.AST;
using PartnerApi.GraphQL.Engine;

namespace PartnerApi.GraphQL.Export;

/// <summary>Reads a committed schema (SDL) for its reference page.</summary>
public static class SchemaText
{
    private const string Deprecated = "deprecated";
    private const string DeprecationReason = "reason";

    /// <summary>The types of a schema, in the order of the SDL. Directives are not types.</summary>
    /// <param name="sdl">The text of a file that <c>schema export</c> writes.</param>
    public static IReadOnlyList<DocumentedType> Read(string sdl) =>
        [.. Parser.Parse(sdl).Definitions.OfType<GraphQLTypeDefinition>().Where(type => type is not GraphQLDirectiveDefinition).Select(type => TypeOf(sdl, type))];

    private static DocumentedType TypeOf(string sdl, GraphQLTypeDefinition type)
    {
        var (name, description) = (type.Name.StringValue, Describe(type));
        return type switch
        {
            GraphQLObjectTypeDefinition output => new(DocumentedKind.Object, name, description, [.. output.Fields!.Select(field => Field(sdl, field))], null),
            GraphQLInputObjectTypeDefinition input => new(DocumentedKind.Input, name, description, [.. input.Fields!.Select(field => Value(sdl, field))], null),
            GraphQLEnumTypeDefinition choice => new(DocumentedKind.Enum, name, description, [.. choice.Values!.Select(Value)], null),
            GraphQLScalarTypeDefinition scalar =>
                new(DocumentedKind.Scalar, name, description, [], TextOf(scalar, SpecifiedByDirective.Name, SpecifiedByDirective.Argument)),
            _ => throw new ArgumentException($"The type '{name}' is of a kind that the schemas do not use.", nameof(type)),
        };
    }

    private static DocumentedMember Field(string sdl, GraphQLFieldDefinition field) => new(
        field.Name.StringValue,
        Describe(field),
        Source(sdl, field.Type),
        null,
        [.. field.Arguments?.Select(argument => Value(sdl, argument)) ?? []],
        Scopes(field),
        TextOf(field, Deprecated, DeprecationReason));

    private static DocumentedMember Value(string sdl, GraphQLInputValueDefinition value) => new(
        value.Name.StringValue,
        Describe(value),
        Source(sdl, value.Type),
        value.DefaultValue is { } byDefault ? Source(sdl, byDefault) : null,
        [],
        [],
        TextOf(value, Deprecated, DeprecationReason));

    private static DocumentedMember Value(GraphQLEnumValueDefinition value) =>
        new(value.Name.StringValue, Describe(value), "", null, [], [], TextOf(value, Deprecated, DeprecationReason));

    private static IReadOnlyList<IReadOnlyList<string>> Scopes(GraphQLFieldDefinition field) =>
        Find(field, RequiresScopesDirective.Name, RequiresScopesDirective.Argument) is GraphQLListValue { Values: { } sets }
            ? [.. sets.OfType<GraphQLListValue>().Select(set => set.Values!.OfType<GraphQLStringValue>().Select(scope => scope.Value.ToString()).ToList())]
            : [];

    private static string Describe(IHasDescriptionNode node) => node.Description?.Value.ToString() ?? "";

    private static string? TextOf(IHasDirectivesNode node, string directive, string argument) =>
        (Find(node, directive, argument) as GraphQLStringValue)?.Value.ToString();

    private static GraphQLValue? Find(IHasDirectivesNode node, string directive, string argument) =>
        node.Directives?.FirstOrDefault(applied => applied.Name == directive)?.Arguments?.FirstOrDefault(given => given.Name == argument)?.Value;

    private static string Source(string sdl, ASTNode node) => sdl[node.Location.Start..node.Location.End];
}
