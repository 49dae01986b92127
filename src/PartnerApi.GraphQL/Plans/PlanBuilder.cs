using System.Text;
using GraphQL;
using GraphQL.Types;
using GraphQLParser;
using GraphQLParser.AST;
using PartnerApi.GraphQL.Documents;
using PartnerApi.GraphQL.Fields;

namespace PartnerApi.GraphQL.Plans;

/// <summary>The prepared form of an operation.</summary>
/// <param name="Fields">The root fields.</param>
/// <param name="Arguments">The arguments of all fields that have some, by index.</param>
internal sealed record OperationPlan(PlanField[] Fields, IReadOnlyList<PlanArguments> Arguments);

/// <summary>
/// Builds the plan of an operation: expands fragments, applies conditions, and merges fields with the same name in the response (GraphQL, section 6.3.2).
/// This is possible before a request, because all types are objects. The limits of documents bound its size.
/// </summary>
/// <param name="document">The valid document.</param>
/// <param name="schema">The audience's schema.</param>
/// <param name="variables">The operation's variables.</param>
/// <param name="condition">The value of a variable of a condition.</param>
internal sealed class PlanBuilder(GraphQLDocument document, ISchema schema, VariableReader variables, Func<GraphQLVariable, bool?> condition)
{
    private readonly Conditions conditions = new(condition);
    private readonly List<PlanArguments> arguments = [];

    /// <summary>The number of fields of the plan that was built.</summary>
    public int FieldCount { get; private set; }

    /// <summary>The plan of an operation; null if the engine must execute it, because it reads the schema.</summary>
    public OperationPlan? Build(GraphQLOperationDefinition operation) =>
        FieldsOf([operation.SelectionSet], operation.Operation == OperationType.Mutation ? schema.Mutation! : schema.Query) is { } fields
            ? new OperationPlan(fields, arguments) : null;

    private PlanField[]? FieldsOf(IReadOnlyList<GraphQLSelectionSet> sets, IObjectGraphType type)
    {
        var selected = new OrderedDictionary<string, List<GraphQLField>>(StringComparer.Ordinal);
        var spread = new HashSet<string>(StringComparer.Ordinal);
        foreach (var set in sets) Collect(set, selected, spread);
        var fields = new PlanField[selected.Count];
        for (var index = 0; index < fields.Length; index++)
        {
            var (name, nodes) = selected.GetAt(index);
            if (Field(name, nodes, type) is not { } field) return null;
            fields[index] = field;
        }
        return fields;
    }

    // In a valid document, a fragment is on the type where it is used, because no type has subtypes.
    private void Collect(GraphQLSelectionSet set, OrderedDictionary<string, List<GraphQLField>> selected, HashSet<string> spread)
    {
        foreach (var selection in set.Selections)
        {
            if (!conditions.Include(selection)) continue;
            switch (selection)
            {
                case GraphQLField field:
                    var name = (field.Alias?.Name ?? field.Name).StringValue;
                    if (!selected.TryGetValue(name, out var nodes)) selected.Add(name, nodes = []);
                    nodes.Add(field);
                    break;
                case GraphQLInlineFragment inline:
                    Collect(inline.SelectionSet, selected, spread);
                    break;
                case GraphQLFragmentSpread used:
                    if (spread.Add(used.FragmentName.Name.StringValue))
                        Collect(document.FindFragmentDefinition(used.FragmentName.Name.Value)!.SelectionSet, selected, spread);
                    break;
            }
        }
    }

    private PlanField? Field(string name, List<GraphQLField> nodes, IObjectGraphType parent)
    {
        FieldCount++;
        var node = nodes[0];
        if (node.Name.Value == schema.TypeNameMetaFieldType.Name)
            return new PlanField(name) { Type = PlanType.Of(schema.TypeNameMetaFieldType.ResolvedType!), TypeNameJson = Encoding.UTF8.GetBytes($"\"{parent.Name}\"") };
        if (parent.Fields.Find(node.Name.Value) is not { Resolver: IDeclaredResolver resolver } declared) return null;
        if (declared.Arguments is { Count: > 0 }) arguments.Add(PlanArguments.Of(declared, node, variables));
        var own = declared.Arguments is { Count: > 0 } ? arguments.Count - 1 : -1;
        PlanField[]? fields = [];
        if (declared.ResolvedType!.GetNamedType() is IObjectGraphType type)
            fields = FieldsOf([.. nodes.Where(one => one.SelectionSet is not null).Select(one => one.SelectionSet!)], type);
        if (fields is null) return null;
        return new PlanField(name)
        {
            Declared = resolver.Field,
            Type = PlanType.Of(declared.ResolvedType!),
            ArgumentsIndex = own,
            Fields = fields,
            Selected = resolver.Field.DisclosesSelection ? SelectedFields.Of(document, nodes, condition) : [],
        };
    }
}
