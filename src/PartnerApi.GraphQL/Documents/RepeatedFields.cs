using GraphQLParser.AST;

namespace PartnerApi.GraphQL.Documents;

/// <summary>
/// Counts the fields with the same response name in a selection set, with expanded fragments and merged sets below fields of the same name:
/// the engine compares each of them with all others. Only for documents within the other limits, so that the expansion is small.
/// </summary>
internal sealed class RepeatedFields(IReadOnlyDictionary<string, GraphQLFragmentDefinition> fragments, int most)
{
    /// <summary>Whether a response name occurs too often in the set or below it.</summary>
    public bool ExceedIn(GraphQLSelectionSet set) => ExceedIn([set]);

    private bool ExceedIn(IReadOnlyCollection<GraphQLSelectionSet> merged)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var below = new Dictionary<string, List<GraphQLSelectionSet>>(StringComparer.Ordinal);
        var open = new Stack<GraphQLSelectionSet>(merged);
        while (open.TryPop(out var set))
        {
            foreach (var selection in set.Selections)
            {
                if (selection is GraphQLInlineFragment inline) open.Push(inline.SelectionSet);
                if (selection is GraphQLFragmentSpread spread && fragments.TryGetValue(spread.FragmentName.Name.StringValue, out var fragment))
                    open.Push(fragment.SelectionSet);
                if (selection is not GraphQLField field) continue;
                var name = (field.Alias?.Name ?? field.Name).StringValue;
                if ((counts[name] = counts.GetValueOrDefault(name) + 1) > most) return true;
                if (field.SelectionSet is not { } inner) continue;
                if (!below.TryGetValue(name, out var sets)) below[name] = sets = [];
                sets.Add(inner);
            }
        }

        return below.Values.Any(ExceedIn);
    }
}
