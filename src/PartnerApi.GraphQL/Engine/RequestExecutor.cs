using GraphQL;
using GraphQL.Execution;
using GraphQLParser.AST;
using PartnerApi.Core;
using PartnerApi.GraphQL.Documents;

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
