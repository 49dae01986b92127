using GraphQLParser.AST;

namespace PartnerApi.GraphQL.Documents;

/// <summary>The conditions of <c>@skip</c> and <c>@include</c>.</summary>
/// <param name="variable">The value of a variable; null if it has no value.</param>
internal sealed class Conditions(Func<GraphQLVariable, bool?> variable)
{
    /// <summary>Whether a selection is included.</summary>
    public bool Include(ASTNode selection)
    {
        foreach (var directive in (selection as IHasDirectivesNode)?.Directives?.Items ?? [])
        {
            var condition = Argument(directive) switch
            {
                GraphQLBooleanValue literal => literal.BoolValue,
                GraphQLVariable given => variable(given),
                _ => null,
            };
            if (directive.Name.Value.Span.SequenceEqual("skip") && condition == true) return false;
            if (directive.Name.Value.Span.SequenceEqual("include") && condition == false) return false;
        }
        return true;
    }

    private static GraphQLValue? Argument(GraphQLDirective directive) =>
        directive.Arguments?.Items.FirstOrDefault(argument => argument.Name.Value.Span.SequenceEqual("if"))?.Value;
}
