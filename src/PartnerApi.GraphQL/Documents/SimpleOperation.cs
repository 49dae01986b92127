using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;

namespace PartnerApi.GraphQL.Documents;

/// <summary>A field of a simple operation, in the document and in the schema.</summary>
internal readonly record struct SimpleField(GraphQLField Field, FieldType Declared);

/// <summary>
/// An operation without fragments, directives, merged fields, and nullable variables, which most programs send. Its selections and arguments are
/// resolved once. The engine would traverse the document for every request, and collect a card's fields again for every card of a list.
/// </summary>
internal sealed class SimpleOperation
{
    // The engine looks for the positions of all nullable variables, to find positions that must not be null. A simple operation has no such variables, so
    // the engine gets an operation with the same variables and no fields.
    private readonly GraphQLOperationDefinition variablesOnly;
    private readonly SimpleVariable[]? variables;
    private readonly Dictionary<GraphQLSelectionSet, SimpleField[]> selected = new(ReferenceEqualityComparer.Instance);
    private readonly List<SimpleField> withArguments = [];

    private SimpleOperation(GraphQLOperationDefinition operation, ISchema schema)
    {
        variablesOnly = new GraphQLOperationDefinition(new GraphQLSelectionSet([])) { Operation = operation.Operation, Variables = operation.Variables };
        variables = SimpleVariable.AllOf(operation, schema);
    }

    /// <summary>The simple form of an operation in a valid document; null if the operation is not simple.</summary>
    public static SimpleOperation? Of(GraphQLOperationDefinition operation, ISchema schema)
    {
        if (operation.Directives is { Count: > 0 } || operation.Variables?.Items.Any(variable => variable.Type is not GraphQLNonNullType) == true) return null;
        var simple = new SimpleOperation(operation, schema);
        var open = new Stack<SimpleField>();
        if (!Open(operation.SelectionSet, operation.Operation == OperationType.Mutation ? schema.Mutation : schema.Query)) return null;
        while (open.TryPop(out var next))
        {
            if (next.Field.Arguments is { Count: > 0 }) simple.withArguments.Add(next);
            if (next.Field.SelectionSet is { } selections && !Open(selections, next.Declared.ResolvedType?.GetNamedType())) return null;
        }
        return simple;

        bool Open(GraphQLSelectionSet set, IGraphType? of)
        {
            if (of is not IObjectGraphType type || FieldsOf(set, type, schema) is not { } fields) return false;
            simple.selected.Add(set, fields);

            // The first field on top, so that errors are in the order of the document.
            for (var index = fields.Length - 1; index >= 0; index--) open.Push(fields[index]);
            return true;
        }
    }

    /// <summary>The fields of a selection set, in their order; null if the set does not belong to this operation.</summary>
    public SimpleField[]? FieldsOf(GraphQLSelectionSet selections) => selected.GetValueOrDefault(selections);

    /// <summary>Reads the variables and arguments of a request, like the engine's validator after its rules.</summary>
    /// <exception cref="ValidationError">An argument has the wrong type, which the rules exclude.</exception>
    public async Task<IValidationResult> ReadAsync(ValidationOptions request)
    {
        List<ValidationError>? errors = null;
        var read = variables is null ? null : SimpleVariable.ReadAll(variables, request.Variables);
        if (read is null) (read, errors) = await ReadByEngineAsync(request);
        if (errors is not null) return new ValidationResult(errors) { Variables = read };
        var arguments = new Dictionary<GraphQLField, IDictionary<string, ArgumentValue>>(withArguments.Count);
        foreach (var (field, declared) in withArguments)
        {
            if (ExecutionHelper.GetArguments(declared.Arguments, field.Arguments, read, request.Document, field, null) is { } values)
                arguments.Add(field, values);
        }
        return new ValidationResult([]) { Variables = read, ArgumentValues = arguments };
    }

    private static SimpleField[]? FieldsOf(GraphQLSelectionSet set, IObjectGraphType type, ISchema schema)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var fields = new List<SimpleField>();
        foreach (var selection in set.Selections)
        {
            if (selection is not GraphQLField { Directives: null or { Count: 0 } } field) return null;
            var declared = field.Name.Value == schema.TypeNameMetaFieldType.Name ? schema.TypeNameMetaFieldType : type.Fields.Find(field.Name.Value);
            if (declared is null || !names.Add((field.Alias?.Name ?? field.Name).StringValue)) return null;
            fields.Add(new SimpleField(field, declared));
        }
        return [.. fields];
    }

    private async ValueTask<(Variables Variables, List<ValidationError>? Errors)> ReadByEngineAsync(ValidationOptions request)
    {
        var context = new ValidationContext
        {
            Schema = request.Schema,
            Document = request.Document,
            Operation = variablesOnly,
            UserContext = request.UserContext,
            Variables = request.Variables,
            Extensions = request.Extensions,
            CancellationToken = request.CancellationToken,
        };
        return await context.GetVariablesValuesAsync();
    }
}

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
