using GraphQLParser.AST;

namespace PartnerApi.GraphQL.Documents;

/// <summary>
/// Counts the fields that share a response name in one selection set, fragments expanded and the sets below fields of one name merged:
/// the engine compares each of them with all the others. For documents that were measured: what is expanded here is small.
/// </summary>
internal sealed class RepeatedFields(IReadOnlyDictionary<string, GraphQLFragmentDefinition> fragments, int most)
{
    /// <summary>Whether a response name stands more often than allowed anywhere in the set or below it.</summary>
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
