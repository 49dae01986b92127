using GraphQL.Execution;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;

namespace PartnerApi.GraphQL.Plans;

/// <summary>The arguments of a field that has some, in the order of declaration. Arguments without variables are read once.</summary>
internal sealed class PlanArguments
{
    private readonly object?[] constants;
    private readonly Variable[] withVariables;

    private PlanArguments(object?[] constants, Variable[] withVariables) => (this.constants, this.withVariables) = (constants, withVariables);

    /// <summary>The arguments of a field in a valid document.</summary>
    public static PlanArguments Of(FieldType declared, GraphQLField node, VariableReader variables)
    {
        var arguments = declared.Arguments!;
        var constants = new object?[arguments.Count];
        var withVariables = new List<Variable>();
        for (var index = 0; index < constants.Length; index++)
        {
            var argument = arguments[index];
            var literal = node.Arguments?.Items.FirstOrDefault(given => given.Name.Value == argument.Name)?.Value;
            if (literal is GraphQLVariable one) withVariables.Add(new Variable(index, argument, literal, variables.IndexOf(one)));
            else if (HasVariable(literal)) withVariables.Add(new Variable(index, argument, literal!, -1));
            else constants[index] = literal is null ? argument.DefaultValue : ExecutionHelper.CoerceValue(argument.ResolvedType!, literal, Variables.None, null).Value;
        }
        return new PlanArguments(constants, [.. withVariables]);
    }

    /// <summary>Reads the values for a request.</summary>
    /// <returns>Null if the engine must read them, because a value is not possible.</returns>
    public object?[]? Read(PlanVariables variables)
    {
        if (withVariables.Length == 0) return constants;
        var values = constants.AsSpan().ToArray();
        foreach (var (index, declared, literal, from) in withVariables)
        {
            if (from < 0)
            {
                if (!TryReadLiteral(declared, literal, variables, out values[index])) return null;
                continue;
            }
            var given = variables[from];
            values[index] = given.IsGiven ? given.Value : declared.DefaultValue;
            if (values[index] is null && declared.ResolvedType is NonNullGraphType) return null;
        }
        return values;
    }

    private static bool TryReadLiteral(QueryArgument declared, GraphQLValue literal, PlanVariables variables, out object? value)
    {
        try
        {
            value = ExecutionHelper.CoerceValue(declared.ResolvedType!, literal, variables.ForEngine(), declared.DefaultValue).Value;
            return true;
        }
        catch (Exception)
        {
            // The engine reads it again and converts the same exception to an error.
            value = null;
            return false;
        }
    }

    private static bool HasVariable(GraphQLValue? literal) => literal switch
    {
        GraphQLVariable => true,
        GraphQLListValue list => list.Values?.Any(HasVariable) == true,
        GraphQLObjectValue value => value.Fields?.Any(field => HasVariable(field.Value)) == true,
        _ => false,
    };

    /// <summary>An argument with a variable.</summary>
    /// <param name="Index">Its index among the field's arguments.</param>
    /// <param name="Declared">Its declaration.</param>
    /// <param name="Literal">Its value in the document.</param>
    /// <param name="From">The index of the variable that is its value; -1 if a list or an object has variables.</param>
    private readonly record struct Variable(int Index, QueryArgument Declared, GraphQLValue Literal, int From);
}
