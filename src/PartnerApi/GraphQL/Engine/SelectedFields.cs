using GraphQL;
using GraphQLParser.AST;
using PartnerApi.Requests;

namespace PartnerApi.GraphQL.Engine;

/// <summary>
/// Names the fields that a document selects below a field, for the disclosure record. They are read from the document and not from what is resolved, so
/// that the record of something that is there and of something that is not are the same.
/// </summary>
internal sealed class SelectedFields
{
    private readonly IResolveFieldContext context;
    private readonly IDiscloses source;
    private readonly HashSet<string> disclosed = new(StringComparer.Ordinal);
    private readonly HashSet<(string Fragment, string Parent)> followed = [];

    private SelectedFields(IResolveFieldContext context, IDiscloses source) => (this.context, this.source) = (context, source);

    /// <summary>Tells each selected field once, in the order of the document, with the names above it before its own.</summary>
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

    // A fragment is followed once for each place, so that no document makes this longer than itself.
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
