using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;

namespace PartnerApi.GraphQL.Documents;

/// <summary>
/// An operation without fragments, directives and variables that may be null: what programs send. Where its arguments stand is found once; the
/// engine's validator would walk the whole document for every question.
/// </summary>
internal sealed class PlainOperation
{
    // The engine looks for the places of all variables, to learn which of those that may be null must not be. There is none here: it looks at an
    // operation with the same variables and no fields.
    private readonly GraphQLOperationDefinition variablesOnly;
    private readonly IReadOnlyList<(GraphQLField Field, QueryArguments? Declared)> withArguments;

    private PlainOperation(GraphQLOperationDefinition operation, IReadOnlyList<(GraphQLField Field, QueryArguments? Declared)> withArguments)
    {
        variablesOnly = new GraphQLOperationDefinition(new GraphQLSelectionSet([])) { Operation = operation.Operation, Variables = operation.Variables };
        this.withArguments = withArguments;
    }

    /// <summary>The operation of a valid document, made plain; null when it is not.</summary>
    public static PlainOperation? Of(GraphQLOperationDefinition operation, ISchema schema)
    {
        if (operation.Directives is { Count: > 0 } || operation.Variables?.Items.Any(variable => variable.Type is not GraphQLNonNullType) == true) return null;
        IComplexGraphType? root = operation.Operation == OperationType.Mutation ? schema.Mutation : schema.Query;
        var withArguments = new List<(GraphQLField Field, QueryArguments? Declared)>();
        var open = new Stack<(ASTNode Selection, IComplexGraphType? Of)>();
        Open(operation.SelectionSet, root);
        while (open.TryPop(out var next))
        {
            if (next.Selection is not GraphQLField { Directives: null or { Count: 0 } } field) return null;
            if (field.Name.Value == schema.TypeNameMetaFieldType.Name) continue;
            if (next.Of?.Fields.Find(field.Name.Value) is not { } declared) return null;
            if (field.Arguments is { Count: > 0 }) withArguments.Add((field, declared.Arguments));
            if (field.SelectionSet is { } selections) Open(selections, declared.ResolvedType?.GetNamedType() as IComplexGraphType);
        }
        return new PlainOperation(operation, withArguments);

        // The first on top, so that errors come in the order of the document.
        void Open(GraphQLSelectionSet set, IComplexGraphType? of)
        {
            for (var index = set.Selections.Count - 1; index >= 0; index--) open.Push((set.Selections[index], of));
        }
    }

    /// <summary>Reads a question's variables and arguments, as the engine's validator does behind its rules.</summary>
    public async Task<IValidationResult> ReadAsync(ValidationOptions question)
    {
        var context = new ValidationContext
        {
            Schema = question.Schema,
            Document = question.Document,
            Operation = variablesOnly,
            UserContext = question.UserContext,
            Variables = question.Variables,
            Extensions = question.Extensions,
            CancellationToken = question.CancellationToken,
        };
        var (variables, errors) = await context.GetVariablesValuesAsync();
        if (errors is not null) return new ValidationResult(errors) { Variables = variables };
        var arguments = new Dictionary<GraphQLField, IDictionary<string, ArgumentValue>>(withArguments.Count);
        foreach (var (field, declared) in withArguments)
        {
            try
            {
                if (ExecutionHelper.GetArguments(declared, field.Arguments, variables, question.Document, field, null) is { } values) arguments.Add(field, values);
            }
            catch (ValidationError error)
            {
                context.ReportError(error);
            }
        }
        return new ValidationResult(context.Errors) { Variables = variables, ArgumentValues = arguments };
    }
}
