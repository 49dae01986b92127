using GraphQL.Execution;
using ExecutionContext = GraphQL.Execution.ExecutionContext;

namespace PartnerApi.GraphQL.Engine;

/// <summary>
/// Resolves fields in order, on one snapshot. The engine's parallel strategy would copy its argument tables for every request. The fields of a simple
/// operation are not collected again.
/// </summary>
internal sealed class SimpleExecutionStrategy : SerialExecutionStrategy
{
    /// <inheritdoc/>
    protected override void SetSubFieldNodes(ExecutionContext context, ObjectExecutionNode parent)
    {
        if (((RequestUserContext)context.UserContext).Operation?.FieldsOf(parent.SelectionSet!) is not { } fields)
        {
            base.SetSubFieldNodes(context, parent);
            return;
        }
        var nodes = new ExecutionNode[fields.Length];
        for (var index = 0; index < nodes.Length; index++)
            nodes[index] = BuildExecutionNode(parent, fields[index].Declared.ResolvedType!, fields[index].Field, fields[index].Declared);
        parent.SubFields = nodes;
    }
}
