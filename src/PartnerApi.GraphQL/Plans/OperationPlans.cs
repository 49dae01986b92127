using System.Collections.Concurrent;
using System.Text.Json;
using GraphQL.Types;
using GraphQLParser.AST;

namespace PartnerApi.GraphQL.Plans;

/// <summary>
/// The plans of one operation of a valid document. The engine executes its first use; then it gets a plan for each combination of values of the variables
/// in its conditions. The engine also executes the rest: introspection, other combinations, and requests whose variables or arguments have errors. Safe for
/// concurrent use.
/// </summary>
internal sealed class OperationPlans
{
    // Programs use one or two combinations. More would let a caller multiply the memory of a document.
    private const int MostPlans = 4;
    private const int MostConditions = 8;

    private readonly GraphQLDocument document;
    private readonly GraphQLOperationDefinition operation;
    private readonly ISchema schema;
    private readonly int engineUses;
    private readonly Lazy<VariableReader> variables;
    private readonly Lazy<int[]> conditions;
    private readonly ConcurrentDictionary<int, OperationPlan?> plans = [];
    private int uses;

    /// <summary>Prepares nothing yet.</summary>
    /// <param name="document">The document.</param>
    /// <param name="operation">One of its operations.</param>
    /// <param name="schema">The schema for which it is valid.</param>
    /// <param name="engineUses">The number of uses before the first plan is built.</param>
    public OperationPlans(GraphQLDocument document, GraphQLOperationDefinition operation, ISchema schema, int engineUses)
    {
        this.document = document;
        this.operation = operation;
        this.schema = schema;
        this.engineUses = engineUses;
        variables = new Lazy<VariableReader>(() => VariableReader.Of(operation, schema));
        conditions = new Lazy<int[]>(() => [.. ConditionVariables().Select(variables.Value.IndexOf).Distinct().Where(index => index >= 0)]);
    }

    /// <summary>Reads the variables and arguments of a request, and finds its plan. Has no effect outside.</summary>
    /// <returns>Null if the engine must execute the request.</returns>
    public ReadyPlan? Find(JsonElement? given)
    {
        if (Volatile.Read(ref uses) < engineUses && Interlocked.Increment(ref uses) <= engineUses) return null;
        if (variables.Value.Read(given) is not { } read || Combination(read) is not { } combination) return null;
        if (!plans.TryGetValue(combination, out var plan))
        {
            if (plans.Count >= MostPlans) return null;
            plan = plans.GetOrAdd(combination, Build(read));
        }
        return plan is null ? null : ReadyPlan.Of(plan, read);
    }

    private OperationPlan? Build(PlanVariables read) =>
        new PlanBuilder(document, schema, variables.Value, variable => read[variables.Value.IndexOf(variable)].Value as bool?).Build(operation);

    // A bit for each variable of a condition; null if one is null, which is an error, or if there are too many.
    private int? Combination(PlanVariables read)
    {
        if (conditions.Value.Length > MostConditions) return null;
        var combination = 0;
        foreach (var index in conditions.Value)
        {
            if (read[index].Value is not bool value) return null;
            combination = combination << 1 | (value ? 1 : 0);
        }
        return combination;
    }

    // Those of all operations, some of which can have the same names.
    private List<GraphQLVariable> ConditionVariables()
    {
        var found = new List<GraphQLVariable>();
        var open = new Stack<ASTNode>(document.Definitions);
        while (open.TryPop(out var node))
        {
            foreach (var directive in (node as IHasDirectivesNode)?.Directives?.Items ?? [])
                found.AddRange((directive.Arguments?.Items ?? []).Select(argument => argument.Value).OfType<GraphQLVariable>());
            foreach (var selection in (node as IHasSelectionSetNode)?.SelectionSet?.Selections ?? []) open.Push(selection);
        }
        return found;
    }
}

/// <summary>A plan with the arguments of one request.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Arguments">The values of the arguments, by <see cref="PlanField.Arguments"/>.</param>
internal sealed record ReadyPlan(OperationPlan Plan, object?[][] Arguments)
{
    /// <summary>Reads all arguments.</summary>
    /// <returns>Null if the engine must read them.</returns>
    public static ReadyPlan? Of(OperationPlan plan, PlanVariables variables)
    {
        var arguments = new object?[plan.Arguments.Count][];
        for (var index = 0; index < arguments.Length; index++)
        {
            if (plan.Arguments[index].Read(variables) is not { } values) return null;
            arguments[index] = values;
        }
        return new ReadyPlan(plan, arguments);
    }
}
