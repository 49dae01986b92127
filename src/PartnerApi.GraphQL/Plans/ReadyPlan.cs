namespace PartnerApi.GraphQL.Plans;

/// <summary>A plan with the arguments of one request.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Arguments">The values of the arguments, by <see cref="PlanField.ArgumentsIndex"/>.</param>
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
