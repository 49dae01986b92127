using System.Collections.Concurrent;
using System.Collections.Frozen;
using GraphQL.Types;
using GraphQLParser.AST;

namespace PartnerApi.GraphQL.Documents;

/// <summary>A document that was measured, and validated for one audience's schema: what is left to do for a question is to execute it.</summary>
/// <param name="Document">The syntax tree.</param>
/// <param name="OpenFields">Root fields that may stand in an address, because they are open to every caller.</param>
/// <param name="Schema">The audience's schema.</param>
internal sealed record PreparedDocument(GraphQLDocument Document, FrozenSet<string> OpenFields, ISchema Schema)
{
    private readonly ConcurrentDictionary<GraphQLOperationDefinition, SimpleOperation?> plain = [];

    /// <summary>An operation of the document, ready to be asked again and again; null when it is not plain.</summary>
    public SimpleOperation? Plain(GraphQLOperationDefinition operation) => plain.GetOrAdd(operation, static (one, schema) => SimpleOperation.Of(one, schema), Schema);

    /// <summary>Whether all root fields of the operation may stand in an address; addresses are logged, and a question names a card.</summary>
    public bool MayBeAskedByGet(GraphQLOperationDefinition operation)
    {
        var open = new Stack<GraphQLSelectionSet>([operation.SelectionSet]);
        while (open.TryPop(out var set))
        {
            foreach (var selection in set.Selections)
            {
                if (selection is GraphQLField field && !OpenFields.Contains(field.Name.StringValue)) return false;
                if (selection is GraphQLInlineFragment inline) open.Push(inline.SelectionSet);
                if (selection is GraphQLFragmentSpread spread) open.Push(Fragment(spread).SelectionSet);
            }
        }

        return true;
    }

    /// <summary>The operation of that name, or the only one.</summary>
    /// <returns>Null when the name is unknown, or missing where there are several.</returns>
    public GraphQLOperationDefinition? Operation(string? name)
    {
        GraphQLOperationDefinition? found = null;
        foreach (var definition in Document.Definitions)
        {
            if (definition is not GraphQLOperationDefinition operation) continue;
            if (!string.IsNullOrEmpty(name))
            {
                if (operation.Name == name) return operation;
                continue;
            }

            if (found is not null) return null;
            found = operation;
        }

        return found;
    }

    // A document with an unknown fragment is not valid, and so never prepared.
    private GraphQLFragmentDefinition Fragment(GraphQLFragmentSpread spread) =>
        Document.Definitions.OfType<GraphQLFragmentDefinition>().First(fragment => fragment.FragmentName.Name == spread.FragmentName.Name);
}
