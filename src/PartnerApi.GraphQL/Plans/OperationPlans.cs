using System.Collections.Concurrent;
using System.Text.Json;
using GraphQL.Types;
using GraphQLParser.AST;

namespace PartnerApi.GraphQL.Plans;

/// <summary>
/// The plans of one operation of a valid document. The engine executes its first use; then it gets a plan for each combination of values of the variables
/// in its conditions, while its document has space for plans. The engine also executes the rest: introspection, operations with many conditions, and
/// requests whose variables need a conversion or have errors. Safe for concurrent use.
/// </summary>
internal sealed class OperationPlans
{
    private const int MostConditions = 8;

    private readonly GraphQLDocument document;
    private readonly GraphQLOperationDefinition operation;
    private readonly ISchema schema;
    private readonly PlanSpace space;
    private readonly int engineUses;
    private readonly Lazy<VariableReader> variables;
    private readonly Lazy<int[]> conditions;
    private readonly ConcurrentDictionary<int, OperationPlan?> plans = [];
    private int uses;

    /// <summary>Prepares nothing yet.</summary>
    /// <param name="document">The document.</param>
    /// <param name="operation">One of its operations.</param>
    /// <param name="schema">The schema for which it is valid.</param>
    /// <param name="space">The space for plans of the document.</param>
    /// <param name="engineUses">The number of uses before the first plan is built.</param>
    public OperationPlans(GraphQLDocument document, GraphQLOperationDefinition operation, ISchema schema, PlanSpace space, int engineUses)
    {
        this.document = document;
        this.operation = operation;
        this.schema = schema;
        this.space = space;
        this.engineUses = engineUses;
        variables = new Lazy<VariableReader>(() => VariableReader.Of(operation, schema), LazyThreadSafetyMode.PublicationOnly);
        conditions = new Lazy<int[]>(FindConditions, LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>Reads the variables and arguments of a request, and finds its plan. Has no effect outside.</summary>
    /// <returns>Null if the engine must execute the request.</returns>
    public ReadyPlan? Find(JsonElement? given)
    {
        if (Volatile.Read(ref uses) < engineUses && Interlocked.Increment(ref uses) <= engineUses) return null;
        if (variables.Value.Read(given) is not { } read || conditions.Value.Length > MostConditions) return null;
        var combination = Combination(read);
        if (!plans.TryGetValue(combination, out var plan))
        {
            if (space.IsFull) return null;
            plan = Add(combination, read);
        }
        return plan is null ? null : ReadyPlan.Of(plan, read);
    }

    private OperationPlan? Add(int combination, PlanVariables read)
    {
        var builder = new PlanBuilder(document, schema, variables.Value, variable => read[variables.Value.IndexOf(variable)].Value as bool?);
        var plan = builder.Build(operation);

        // Several requests can build the same plan at the same time.
        if (!plans.TryAdd(combination, plan)) return plans[combination];
        space.Take(builder.FieldCount);
        return plan;
    }

    // A bit for each variable of a condition.
    private int Combination(PlanVariables read)
    {
        var combination = 0;
        foreach (var index in conditions.Value) combination = combination << 1 | (read[index].Value is true ? 1 : 0);
        return combination;
    }

    // Variables of other operations can have the same names. They only make more combinations.
    private int[] FindConditions()
    {
        var found = new List<GraphQLVariable>();
        var open = new Stack<ASTNode>(document.Definitions);
        while (open.TryPop(out var node))
        {
            foreach (var directive in (node as IHasDirectivesNode)?.Directives?.Items ?? [])
                found.AddRange((directive.Arguments?.Items ?? []).Select(argument => argument.Value).OfType<GraphQLVariable>());
            foreach (var selection in (node as IHasSelectionSetNode)?.SelectionSet?.Selections ?? []) open.Push(selection);
        }
        return [.. found.Select(variables.Value.IndexOf).Distinct().Where(index => index >= 0)];
    }
}

/// <summary>
/// The space for the plans of one document, so that their memory is bounded by the number of cached documents, whatever combinations of values callers send.
/// Safe for concurrent use: plans that are built at the same time can exceed it.
/// </summary>
internal sealed class PlanSpace
{
    // Two plans of the largest document by default, or thirty of a usual one.
    private int left = 600;

    /// <summary>Whether there is no space for another plan.</summary>
    public bool IsFull => Volatile.Read(ref left) <= 0;

    /// <summary>Takes the space of a plan.</summary>
    /// <param name="fields">The number of its fields.</param>
    public void Take(int fields) => Interlocked.Add(ref left, -Math.Max(fields, 1));
}
