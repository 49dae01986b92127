using GraphQL;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;

namespace PartnerApi.GraphQL.Documents;

/// <summary>A non-null variable of a scalar or a list of non-null scalars, as in queries about cards.</summary>
internal sealed class SimpleVariable
{
    private readonly string name;
    private readonly GraphQLVariableDefinition definition;
    private readonly ScalarGraphType scalar;
    private readonly bool isList;

    private SimpleVariable(GraphQLVariableDefinition definition, ScalarGraphType scalar, bool isList)
    {
        name = definition.Variable.Name.StringValue;
        this.definition = definition;
        this.scalar = scalar;
        this.isList = isList;
    }

    /// <summary>The variables of an operation; null if one has another type, which the engine must read.</summary>
    public static SimpleVariable[]? AllOf(GraphQLOperationDefinition operation, ISchema schema)
    {
        var variables = new List<SimpleVariable>();
        foreach (var definition in operation.Variables?.Items ?? [])
        {
            var type = (definition.Type as GraphQLNonNullType)?.Type;
            var isList = type is GraphQLListType;
            if (type is GraphQLListType list) type = (list.Type as GraphQLNonNullType)?.Type;
            if (type is not GraphQLNamedType named || schema.AllTypes[named.Name.Value] is not ScalarGraphType scalar) return null;
            variables.Add(new SimpleVariable(definition, scalar, isList));
        }
        return [.. variables];
    }

    /// <summary>Reads all variables, with the engine's result.</summary>
    /// <returns>Null if one is missing or has the wrong type. Then the engine creates the error.</returns>
    public static Variables? ReadAll(SimpleVariable[] all, Inputs given)
    {
        if (all.Length == 0) return Variables.None;
        var variables = new Variables();
        foreach (var one in all)
        {
            if (!given.TryGetValue(one.name, out var value) || one.Read(value) is not { } read) return null;
            variables.Add(new Variable(one.name, one.definition) { Value = read });
        }
        return variables;
    }

    private object? Read(object? value)
    {
        if (!isList) return ReadScalar(value);
        if (value is not List<object?> items) return null;
        var read = new object[items.Count];
        for (var index = 0; index < read.Length; index++)
        {
            if (ReadScalar(items[index]) is not { } item) return null;
            read[index] = item;
        }
        return read;
    }

    private object? ReadScalar(object? value)
    {
        try
        {
            return scalar.ParseValue(value);
        }
        catch (Exception)
        {
            // The engine reads it again and converts the same exception to an error.
            return null;
        }
    }
}
