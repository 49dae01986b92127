using GraphQLParser;
using GraphQLParser.AST;

namespace PartnerApi.GraphQL.Documents;

/// <summary>
/// Collects the fields that a document selects below a field, for the disclosure record. They come from the document and not from the resolved values, so
/// that the record is the same for existing and missing objects.
/// </summary>
internal sealed class SelectedFields
{
    private readonly GraphQLDocument document;
    private readonly Conditions conditions;
    private readonly List<string> found = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly HashSet<(string Fragment, string Parent)> followed = [];

    private SelectedFields(GraphQLDocument document, Conditions conditions) => (this.document, this.conditions) = (document, conditions);

    /// <summary>Returns each selected field once, in the order of the document, as a path that begins with the name of the field above.</summary>
    /// <param name="document">The document.</param>
    /// <param name="nodes">The selections of the field above that have the same name in the response.</param>
    /// <param name="variable">The value of a variable of a condition; null if it has no value.</param>
    public static IReadOnlyList<string> Of(GraphQLDocument document, IReadOnlyList<GraphQLField> nodes, Func<GraphQLVariable, bool?> variable)
    {
        var selected = new SelectedFields(document, new Conditions(variable));
        foreach (var node in nodes) selected.Follow(node.SelectionSet, node.Name.StringValue);
        return selected.found;
    }

    private void Follow(GraphQLSelectionSet? selections, string parent)
    {
        foreach (var selection in selections?.Selections ?? [])
        {
            if (!conditions.Include(selection)) continue;
            switch (selection)
            {
                case GraphQLField field:
                    var name = $"{parent}.{field.Name.StringValue}";
                    if (!field.Name.Value.Span.StartsWith("__", StringComparison.Ordinal) && names.Add(name)) found.Add(name);
                    Follow(field.SelectionSet, name);
                    break;
                case GraphQLInlineFragment inline:
                    Follow(inline.SelectionSet, parent);
                    break;
                case GraphQLFragmentSpread spread:
                    // A fragment is followed once for each parent, so that the work is bounded by the size of the document.
                    var fragment = spread.FragmentName.Name;
                    if (followed.Add((fragment.StringValue, parent))) Follow(document.FindFragmentDefinition(fragment.Value)?.SelectionSet, parent);
                    break;
            }
        }
    }
}
