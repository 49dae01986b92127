using GraphQLParser.AST;
using PartnerApi.Core;

namespace PartnerApi.GraphQL.Documents;

/// <summary>
/// Checks the limits of a parsed document, without recursion over fragments. It does not use a schema, so its result cannot depend on parts that an
/// audience may not see. Each fragment is measured once, in the order of their spreads.
/// </summary>
internal sealed class DocumentChecker
{
    private readonly DocumentLimits limits;
    private readonly Dictionary<string, GraphQLFragmentDefinition> fragments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SelectionMeasure> measures = new(StringComparer.Ordinal);
    private int aliases;
    private int directives;

    private DocumentChecker(DocumentLimits limits) => this.limits = limits;

    /// <summary>The first exceeded limit, or null.</summary>
    public static GatewayError? Check(GraphQLDocument document, DocumentLimits limits) => new DocumentChecker(limits).Check(document);

    private GatewayError? Check(GraphQLDocument document)
    {
        var operations = document.Definitions.OfType<GraphQLOperationDefinition>().ToList();
        var definitions = document.Definitions.OfType<GraphQLFragmentDefinition>().ToList();
        if (operations.Count == 0) return DocumentErrors.Invalid("The document has no operation.");
        if (operations.Count > limits.Operations) return DocumentErrors.Limit("operations", limits.Operations);
        if (definitions.Count > limits.Fragments) return DocumentErrors.Limit("fragments", limits.Fragments);
        foreach (var definition in definitions)
        {
            if (!fragments.TryAdd(definition.FragmentName.Name.StringValue, definition))
                return DocumentErrors.Invalid("Two fragments have the same name.");
            directives += definition.Directives?.Count ?? 0;
        }

        foreach (var operation in operations)
        {
            directives += operation.Directives?.Count ?? 0;
            if (operation.Variables?.Count > limits.Variables) return DocumentErrors.Limit("variables", limits.Variables);
        }

        if (MeasureFragments() is { } fault) return fault;
        var total = operations.Select(operation => MeasureSelections(operation.SelectionSet)).ToList();
        return Verdict(total) ?? Repeats(document.Definitions.OfType<IHasSelectionSetNode>().Select(definition => definition.SelectionSet!));
    }

    // A fragment is measured after the fragments that it spreads. If none can be measured, a fragment spreads itself.
    private GatewayError? MeasureFragments()
    {
        var waiting = fragments.ToDictionary(pair => pair.Key, pair => SpreadsOf(pair.Value.SelectionSet), StringComparer.Ordinal);
        while (waiting.Count > 0)
        {
            var ready = waiting.Where(pair => pair.Value.All(name => !waiting.ContainsKey(name))).Select(pair => pair.Key).ToList();
            if (ready.Count == 0) return DocumentErrors.Invalid("A fragment spreads itself.");
            foreach (var name in ready)
            {
                measures[name] = MeasureSelections(fragments[name].SelectionSet);
                waiting.Remove(name);
            }
        }

        return null;
    }

    private GatewayError? Verdict(List<SelectionMeasure> operations)
    {
        if (aliases > limits.Aliases) return DocumentErrors.Limit("aliases", limits.Aliases);
        if (directives > limits.Directives) return DocumentErrors.Limit("directives", limits.Directives);
        foreach (var measure in operations.Concat(measures.Values))
        {
            if (measure.Count > limits.Selections) return DocumentErrors.Limit("selections", limits.Selections);
            if (measure.Depth > limits.SelectionDepth) return DocumentErrors.Limit("selectionDepth", limits.SelectionDepth);
            if (measure.SpreadDepth > limits.SpreadDepth) return DocumentErrors.Limit("spreadDepth", limits.SpreadDepth);
            if (measure.Lists > limits.IntrospectionLists) return DocumentErrors.Limit("introspectionLists", limits.IntrospectionLists);
        }

        return null;
    }

    private GatewayError? Repeats(IEnumerable<GraphQLSelectionSet> sets)
    {
        var repeated = new RepeatedFields(fragments, limits.Repeats);
        return sets.Any(repeated.ExceedIn) ? DocumentErrors.Limit("repeats", limits.Repeats) : null;
    }

    // The parser's depth limit bounds this recursion; fragments are looked up.
    private SelectionMeasure MeasureSelections(GraphQLSelectionSet? set)
    {
        var sum = SelectionMeasure.Nothing;
        foreach (var selection in set?.Selections ?? [])
        {
            directives += (selection as IHasDirectivesNode)?.Directives?.Count ?? 0;
            sum = sum.Plus(selection switch
            {
                GraphQLField field => MeasureField(field),
                GraphQLInlineFragment inline => MeasureSelections(inline.SelectionSet).Counted(),
                GraphQLFragmentSpread spread when measures.TryGetValue(spread.FragmentName.Name.StringValue, out var measure) => measure.Spread(),
                _ => SelectionMeasure.Nothing.Counted(),
            });
        }

        return sum;
    }

    private SelectionMeasure MeasureField(GraphQLField field)
    {
        if (field.Alias is not null) aliases++;
        return MeasureSelections(field.SelectionSet).InField(SelectionMeasure.IsIntrospectionList(field.Name.Value.Span));
    }

    private static List<string> SpreadsOf(GraphQLSelectionSet set)
    {
        var names = new List<string>();
        var open = new Stack<GraphQLSelectionSet>([set]);
        while (open.TryPop(out var current))
        {
            foreach (var selection in current.Selections)
            {
                if (selection is GraphQLFragmentSpread spread) names.Add(spread.FragmentName.Name.StringValue);
                else if (selection is IHasSelectionSetNode { SelectionSet: { } inner }) open.Push(inner);
            }
        }

        return names;
    }
}
