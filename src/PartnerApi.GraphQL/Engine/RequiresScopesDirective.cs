using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;
using PartnerApi.Policy;

namespace PartnerApi.GraphQL.Engine;

/// <summary>
/// <c>@requiresScopes(scopes: [["card:validity"]])</c>, the directive of federated GraphQL gateways: all scopes of one inner
/// list are required. It documents the check, which is in <see cref="DeclaredFieldResolver"/>.
/// </summary>
internal static class RequiresScopesDirective
{
    /// <summary>The name of the directive.</summary>
    public const string Name = "requiresScopes";

    /// <summary>The name of its argument.</summary>
    public const string Argument = "scopes";

    public static Directive Definition() => new(Name, DirectiveLocation.FieldDefinition)
    {
        Description = "The scopes that a token needs for the field: all scopes of one of the inner lists.",
        Arguments = [new QueryArgument(new NonNullGraphType(List(List(new StringGraphType()))))
        {
            Name = Argument,
            Description = "Alternative lists of scopes.",
        }],
    };

    public static void Apply(FieldType field, ScopeRequirement? requirement)
    {
        if (requirement is null) return;
        var scopes = requirement.AnyOf.Select(set => set.ToArray()).ToArray();
        field.ApplyDirective(Name, directive => directive.AddArgument(new DirectiveArgument(Argument) { Value = scopes }));
    }

    /// <summary>The required scopes of a field, as <c>a+b|c</c>, or <c>open</c>.</summary>
    public static string Read(FieldType field) =>
        field.FindAppliedDirective(Name)?.FindArgument(Argument)?.Value is string[][] scopes
            ? string.Join('|', scopes.Select(set => string.Join('+', set)))
            : "open";

    private static ListGraphType List(IGraphType item) => new(new NonNullGraphType(item));
}
