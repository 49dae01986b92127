using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;

namespace PartnerApi.GraphQL.Documents;

/// <summary>A field of a plain operation, as it stands in the document and in the schema.</summary>
internal readonly record struct SimpleField(GraphQLField Field, FieldType Declared);

/// <summary>
/// An operation without fragments, directives, merged fields and variables that may be null: what programs send. What its selections and arguments
/// stand for is found once; the engine would walk the document for every question, and collect a card's fields anew for every card of a list.
/// </summary>
internal sealed class SimpleOperation
{
    // The engine looks for the places of all variables, to learn which of those that may be null must not be. There is none here: it looks at an
    // operation with the same variables and no fields.
    private readonly GraphQLOperationDefinition variablesOnly;
    private readonly SimpleVariable[]? variables;
    private readonly Dictionary<GraphQLSelectionSet, SimpleField[]> selected = new(ReferenceEqualityComparer.Instance);
    private readonly List<SimpleField> withArguments = [];

    private SimpleOperation(GraphQLOperationDefinition operation, ISchema schema)
    {
        variablesOnly = new GraphQLOperationDefinition(new GraphQLSelectionSet([])) { Operation = operation.Operation, Variables = operation.Variables };
        variables = SimpleVariable.AllOf(operation, schema);
    }

    /// <summary>The operation of a valid document, made plain; null when it is not.</summary>
    public static SimpleOperation? Of(GraphQLOperationDefinition operation, ISchema schema)
    {
        if (operation.Directives is { Count: > 0 } || operation.Variables?.Items.Any(variable => variable.Type is not GraphQLNonNullType) == true) return null;
        var plain = new SimpleOperation(operation, schema);
        var open = new Stack<SimpleField>();
        if (!Open(operation.SelectionSet, operation.Operation == OperationType.Mutation ? schema.Mutation : schema.Query)) return null;
        while (open.TryPop(out var next))
        {
            if (next.Field.Arguments is { Count: > 0 }) plain.withArguments.Add(next);
            if (next.Field.SelectionSet is { } selections && !Open(selections, next.Declared.ResolvedType?.GetNamedType())) return null;
        }
        return plain;

        bool Open(GraphQLSelectionSet set, IGraphType? of)
        {
            if (of is not IObjectGraphType type || FieldsOf(set, type, schema) is not { } fields) return false;
            plain.selected.Add(set, fields);

            // The first on top, so that errors come in the order of the document.
            for (var index = fields.Length - 1; index >= 0; index--) open.Push(fields[index]);
            return true;
        }
    }

    /// <summary>The fields that a selection asks for, in their order; null when it is none of this operation's.</summary>
    public SimpleField[]? FieldsOf(GraphQLSelectionSet selections) => selected.GetValueOrDefault(selections);

    /// <summary>Reads a question's variables and arguments, as the engine's validator does behind its rules.</summary>
    /// <exception cref="ValidationError">An argument is not of its type; the rules let none of those pass.</exception>
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
