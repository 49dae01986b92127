using GraphQL.Validation;
using GraphQLParser.AST;

namespace PartnerApi.GraphQL.Documents;

/// <summary>Records whether the rules for the document passed. As the first rule, it leaves the document after all others.</summary>
internal sealed class RulesPassedRule : ValidationRuleBase, INodeVisitor
{
    /// <summary>Whether no rule reported an error.</summary>
    public bool Passed { get; private set; }

    /// <inheritdoc/>
    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) => new(this);

    ValueTask INodeVisitor.EnterAsync(ASTNode node, ValidationContext context) => default;

    ValueTask INodeVisitor.LeaveAsync(ASTNode node, ValidationContext context)
    {
        if (node is GraphQLDocument) Passed = !context.HasErrors;
        return default;
    }
}
