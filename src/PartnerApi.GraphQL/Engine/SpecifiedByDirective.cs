using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;

namespace PartnerApi.GraphQL.Engine;

/// <summary><c>@specifiedBy(url: "...")</c>: the specification of a scalar's format (GraphQL, section 3.13.4).</summary>
internal static class SpecifiedByDirective
{
    /// <summary>The name of the directive.</summary>
    public const string Name = "specifiedBy";

    /// <summary>The name of its argument.</summary>
    public const string Argument = "url";

    public static Directive Definition() => new(Name, DirectiveLocation.Scalar)
    {
        Description = "Exposes a URL that specifies the behavior of this scalar.",
        Arguments = [new QueryArgument(new NonNullGraphType(new StringGraphType()))
        {
            Name = Argument,
            Description = "The URL that specifies the behavior of this scalar.",
        }],
    };

    public static void Apply(ScalarGraphType scalar, string url) =>
        scalar.ApplyDirective(Name, directive => directive.AddArgument(new DirectiveArgument(Argument) { Value = url }));

    /// <summary>The specification of a type; null for types without one.</summary>
    public static object? Read(object? type) => (type as ScalarGraphType)?.FindAppliedDirective(Name)?.FindArgument(Argument)?.Value;
}
