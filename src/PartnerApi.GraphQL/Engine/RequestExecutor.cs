using System.Runtime.ExceptionServices;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Validation;
using GraphQLParser.AST;
using PartnerApi.Core;
using PartnerApi.GraphQL.Documents;
using ExecutionContext = GraphQL.Execution.ExecutionContext;

namespace PartnerApi.GraphQL.Engine;

/// <summary>A GraphQL request from HTTP (GraphQL over HTTP, section 5).</summary>
/// <param name="Query">The document's text.</param>
/// <param name="OperationName">The name of the operation to execute.</param>
/// <param name="Variables">The values of its variables.</param>
internal sealed record RequestMessage(string Query, string? OperationName, Inputs Variables);

/// <summary>The result of executing a request.</summary>
/// <param name="Rejected">The errors that prevented the execution; null if the request was executed.</param>
/// <param name="Result">The engine's result.</param>
/// <param name="Errors">The errors of an executed request, with their paths.</param>
internal sealed record ExecutedRequest(
    IReadOnlyList<GatewayError>? Rejected, ExecutionResult? Result, IReadOnlyList<(GatewayError Error, IEnumerable<object>? Path)> Errors);

/// <summary>Executes prepared documents. They are validated already, so the engine runs without validation rules.</summary>
internal sealed partial class RequestExecutor(DocumentLimits limits, OutageLog outages, StoreFailureFinder failures, ILogger<RequestExecutor> logger)
{
    private readonly DocumentExecuter engine = new(
        new GraphQLDocumentBuilder(), new RequestValidator(), new DefaultExecutionStrategySelector(
            [
                new ExecutionStrategyRegistration(new SimpleExecutionStrategy(), OperationType.Query),
                new ExecutionStrategyRegistration(new SimpleExecutionStrategy(), OperationType.Mutation),
            ]), []);

    /// <summary>Executes one operation of a prepared document.</summary>
    public async Task<ExecutedRequest> ExecuteAsync(
        AudienceSchema schema, PreparedDocument document, GraphQLOperationDefinition operation, RequestMessage message,
        SchemaRequest request, string requestId, CancellationToken cancellationToken)
    {
        var context = new RequestUserContext(request, document.Simple(operation), limits.AnswerBytes);
        var result = await engine.ExecuteAsync(new ExecutionOptions
        {
            Schema = schema.Schema,
            Document = document.Document,
            OperationName = operation.Name?.StringValue,
            Variables = message.Variables,
            UserContext = context,
            ValidationRules = [],
            CancellationToken = cancellationToken,
        });
        if (context.IsTooLarge) return new ExecutedRequest([DocumentErrors.Limit("answerBytes", limits.AnswerBytes)], null, []);
        if (result.Errors is not { Count: > 0 } errors) return new ExecutedRequest(null, result, []);
        foreach (var error in errors)
        {
            // Concerns the whole request, and not only the field.
            if (error.InnerException is SnapshotOutdatedException outdated) ExceptionDispatchInfo.Throw(outdated);
        }
        if (result.Executed) return new ExecutedRequest(null, result, [.. errors.Select(error => (ToError(error, requestId), error.Path))]);
        var explained = VariableRules.Explain(document.Document, operation, schema.Schema, message.Variables);
        return new ExecutedRequest([.. (explained.Count > 0 ? explained : errors.Select(ValidationMessages.Of)).Take(limits.Errors)], null, []);
    }

    private GatewayError ToError(ExecutionError error, string requestId)
    {
        if (error is GatewayExecutionError known) return known.Error;
        if (failures(error.InnerException) is { } trouble)
        {
            outages.Log(trouble, requestId);
            return FailureErrors.Unavailable(trouble.Part);
        }

        // The message of an exception can contain values of the request; its type and stack trace cannot.
        var cause = error.InnerException ?? error;
        LogFailure(cause.GetType().Name, cause.StackTrace, requestId);
        return FailureErrors.Failed;
    }

    [LoggerMessage(LogLevel.Error, "A field failed with {Kind} at {Place} (request {RequestId}).")]
    private partial void LogFailure(string kind, string? place, string requestId);
}

/// <summary>The engine's validation before the execution. The document was validated when it was prepared, so only variables and arguments are read.</summary>
internal sealed class RequestValidator : IDocumentValidator
{
    private readonly DocumentValidator validator = new();

    /// <inheritdoc/>
    public Task<IValidationResult> ValidateAsync(in ValidationOptions options) =>
        options.UserContext is RequestUserContext { Operation: { } simple } ? simple.ReadAsync(options) : validator.ValidateAsync(options);
}

/// <summary>
/// Resolves fields in order, on one snapshot. The engine's parallel strategy would copy its argument tables for every request. The fields of a simple
/// operation are not collected again.
/// </summary>
internal sealed class SimpleExecutionStrategy : SerialExecutionStrategy
{
    /// <inheritdoc/>
    protected override void SetSubFieldNodes(ExecutionContext context, ObjectExecutionNode parent)
    {
        if (((RequestUserContext)context.UserContext).Operation?.FieldsOf(parent.SelectionSet!) is not { } fields)
        {
            base.SetSubFieldNodes(context, parent);
            return;
        }
        var nodes = new ExecutionNode[fields.Length];
        for (var index = 0; index < nodes.Length; index++)
            nodes[index] = BuildExecutionNode(parent, fields[index].Declared.ResolvedType!, fields[index].Field, fields[index].Declared);
        parent.SubFields = nodes;
    }
}

/// <summary>Passes the request through the engine, whose user context is a dictionary.</summary>
/// <param name="request">The admitted request, which fields receive as an argument.</param>
/// <param name="operation">The executed operation, if it is a simple one.</param>
/// <param name="mostBytes">The maximum size of the answer in bytes.</param>
internal sealed class RequestUserContext(SchemaRequest request, SimpleOperation? operation, int mostBytes) : Dictionary<string, object?>
{
    private int bytesLeft = mostBytes;

    /// <summary>Whether the answer is known to be too large. Then no further lists are resolved, and the answer is not sent.</summary>
    public bool IsTooLarge => bytesLeft < 0;

    public void Grow(int bytes) => bytesLeft -= bytes;

    public SchemaRequest Request { get; } = request;

    /// <summary>The executed operation, if it is a simple one.</summary>
    public SimpleOperation? Operation { get; } = operation;
}
