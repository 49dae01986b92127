using System.Collections.Concurrent;
using System.Collections.Frozen;
using GraphQL.Types;
using GraphQLParser.AST;

namespace PartnerApi.GraphQL.Documents;

/// <summary>A document that was checked against the limits and validated for an audience's schema, ready for execution.</summary>
/// <param name="Document">The syntax tree.</param>
/// <param name="OpenFields">Root fields that are allowed in GET requests, because they are open to every caller.</param>
/// <param name="Schema">The audience's schema.</param>
internal sealed record PreparedDocument(GraphQLDocument Document, FrozenSet<string> OpenFields, ISchema Schema)
{
    private readonly ConcurrentDictionary<GraphQLOperationDefinition, SimpleOperation?> simple = [];

    /// <summary>The simple form of an operation, cached; null if the operation is not simple.</summary>
    public SimpleOperation? Simple(GraphQLOperationDefinition operation) => simple.GetOrAdd(operation, static (one, schema) => SimpleOperation.Of(one, schema), Schema);

    /// <summary>Whether all root fields of the operation are allowed in GET requests. Addresses are logged, and other fields have card numbers as arguments.</summary>
    public bool AllowsGet(GraphQLOperationDefinition operation)
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

    /// <summary>The operation with that name, or the only one.</summary>
    /// <returns>Null if the name is unknown, or if it is missing and there are several operations.</returns>
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

    // A document with an unknown fragment is invalid and never prepared.
    private GraphQLFragmentDefinition Fragment(GraphQLFragmentSpread spread) =>
        Document.Definitions.OfType<GraphQLFragmentDefinition>().First(fragment => fragment.FragmentName.Name == spread.FragmentName.Name);
}
