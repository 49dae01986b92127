using GraphQL.Validation;
using GraphQLParser.AST;

namespace PartnerApi.GraphQL.Documents;

/// <summary>Notes whether the rules on the document itself passed. It stands first, so that it leaves the document after all others.</summary>
internal sealed class RulesPassedRule : ValidationRuleBase, INodeVisitor
{
    /// <summary>Whether no rule complained.</summary>
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
