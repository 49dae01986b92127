using GraphQL.Execution;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;

namespace PartnerApi.GraphQL.Plans;

/// <summary>A variable of an operation, with its default value.</summary>
/// <param name="node">Its definition in the document.</param>
/// <param name="type">Its type in the schema.</param>
internal sealed class VariableDefinition(GraphQLVariableDefinition node, IGraphType type)
{
    /// <summary>Its definition in the document.</summary>
    public GraphQLVariableDefinition Node => node;

    /// <summary>Its type in the schema.</summary>
    public IGraphType Type => type;

    /// <summary>Its name, without the dollar sign.</summary>
    public string Name { get; } = node.Variable.Name.StringValue;

    /// <summary>The default value; null without one.</summary>
    public object? Default { get; } = node.DefaultValue is { } literal ? ExecutionHelper.CoerceValue(type, literal, Variables.None, null).Value : null;
}

/// <summary>The value of a variable.</summary>
/// <param name="IsGiven">Whether it has a value, which can be null: from the request or by default.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct PlanVariable(bool IsGiven, object? Value);

/// <summary>The variables of a request.</summary>
/// <param name="values">Their values.</param>
/// <param name="definitions">Their definitions, in the same order.</param>
internal sealed class PlanVariables(PlanVariable[] values, VariableDefinition[] definitions)
{
    private Variables? forEngine;

    /// <summary>A variable.</summary>
    public PlanVariable this[int index] => values[index];

    /// <summary>The same variables for the engine, to read objects and lists with variables in them.</summary>
    public Variables ForEngine()
    {
        if (forEngine is not null) return forEngine;
        forEngine = [];
        for (var index = 0; index < values.Length; index++)
        {
            var variable = new Variable(definitions[index].Name, definitions[index].Node);
            if (values[index].IsGiven) variable.Value = values[index].Value;
            forEngine.Add(variable);
        }
        return forEngine;
    }
}
