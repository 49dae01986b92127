using GraphQL;
using GraphQLParser.AST;

namespace PartnerApi.GraphQL.Engine;

/// <summary>
/// Collects the fields that a document selects below a field, for the disclosure record. They come from the document and not from the resolved values, so
/// that the record is the same for existing and missing objects.
/// </summary>
internal sealed class SelectedFields
{
    private readonly IResolveFieldContext context;
    private readonly IDiscloses source;
    private readonly HashSet<string> disclosed = new(StringComparer.Ordinal);
    private readonly HashSet<(string Fragment, string Parent)> followed = [];

    private SelectedFields(IResolveFieldContext context, IDiscloses source) => (this.context, this.source) = (context, source);

    /// <summary>Discloses each selected field once, in the order of the document, with its path.</summary>
    public static void Disclose(IResolveFieldContext context, string parent, IDiscloses source) =>
        new SelectedFields(context, source).Follow(context.FieldAst.SelectionSet, parent);

    private void Follow(GraphQLSelectionSet? selections, string parent)
    {
        foreach (var selection in selections?.Selections ?? [])
        {
            if (selection is not IHasDirectivesNode node || !IsIncluded(node)) continue;
            switch (selection)
            {
                case GraphQLField field:
                    var name = $"{parent}.{field.Name.StringValue}";
                    if (!field.Name.Value.Span.StartsWith("__", StringComparison.Ordinal) && disclosed.Add(name)) source.Disclose(name);
                    Follow(field.SelectionSet, name);
                    break;
                case GraphQLInlineFragment inline:
                    Follow(inline.SelectionSet, parent);
                    break;
                case GraphQLFragmentSpread spread:
                    Follow(spread.FragmentName.Name.StringValue, parent);
                    break;
            }
        }
    }

    // A fragment is followed once for each parent, so that the work is bounded by the size of the document.
    private void Follow(string fragment, string parent)
    {
        if (!followed.Add((fragment, parent))) return;
        var definition = context.Document.Definitions.OfType<GraphQLFragmentDefinition>()
            .FirstOrDefault(one => one.FragmentName.Name.Value.Span.SequenceEqual(fragment));
        Follow(definition?.SelectionSet, parent);
    }

    private bool IsIncluded(IHasDirectivesNode node)
    {
        foreach (var directive in node.Directives?.Items ?? [])
        {
            var condition = directive.Arguments?.Items.FirstOrDefault(argument => argument.Name.Value.Span.SequenceEqual("if"))?.Value switch
            {
                GraphQLBooleanValue literal => literal.BoolValue,
                GraphQLVariable variable => context.Variables.ValueFor(variable.Name, out var value) ? value.Value as bool? : null,
                _ => null,
            };
            if (directive.Name.Value.Span.SequenceEqual("skip") && condition == true) return false;
            if (directive.Name.Value.Span.SequenceEqual("include") && condition == false) return false;
        }
        return true;
    }
}
