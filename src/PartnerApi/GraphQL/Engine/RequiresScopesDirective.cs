using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;
using PartnerApi.Policy;

namespace PartnerApi.GraphQL.Engine;

/// <summary>
/// <c>@requiresScopes(scopes: [["card:validity"]])</c>, the directive federated GraphQL gateways understand: all scopes of one inner
/// list. It documents the gate; the gate itself is <see cref="DeclaredFieldResolver"/>.
/// </summary>
internal static class RequiresScopesDirective
{
    private const string Name = "requiresScopes";
    private const string Argument = "scopes";

    /// <summary>The directive's definition for a schema.</summary>
    public static Directive Definition() => new(Name, DirectiveLocation.FieldDefinition)
    {
        Description = "The scopes a token needs for the field: all of one inner list, or all of another.",
        Arguments = [new QueryArgument(new NonNullGraphType(List(List(new StringGraphType()))))
        {
            Name = Argument,
            Description = "An or of ands.",
        }],
    };

    /// <summary>Puts the requirement on a field.</summary>
    public static void Apply(FieldType field, ScopeRequirement? requirement)
    {
        if (requirement is null) return;
        var scopes = requirement.AnyOf.Select(set => set.ToArray()).ToArray();
        field.ApplyDirective(Name, directive => directive.AddArgument(new DirectiveArgument(Argument) { Value = scopes }));
    }

    /// <summary>What a field requires, as <c>a+b|c</c>; <c>open</c> where it requires nothing.</summary>
    public static string Read(FieldType field) =>
        field.FindAppliedDirective(Name)?.FindArgument(Argument)?.Value is string[][] scopes
            ? string.Join('|', scopes.Select(set => string.Join('+', set)))
            : "open";

    private static ListGraphType List(IGraphType item) => new(new NonNullGraphType(item));
}
