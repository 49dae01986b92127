using System.Runtime.ExceptionServices;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Validation;
using GraphQLParser.AST;
using PartnerApi.Core;
using PartnerApi.GraphQL.Documents;
using PartnerApi.GraphQL.Fields;
using PartnerApi.GraphQL.Plans;

namespace PartnerApi.GraphQL.Engine;

/// <summary>The result of executing a request.</summary>
/// <param name="Rejected">The errors that prevented the execution; null if the request was executed.</param>
/// <param name="Data">The data of an executed request.</param>
/// <param name="Errors">The errors of the fields of an executed request.</param>
internal sealed record ExecutedRequest(IReadOnlyList<GatewayError>? Rejected, ResponseData? Data, IReadOnlyList<FieldError> Errors);

/// <summary>Executes prepared documents: with a plan if there is one, and otherwise with the engine, without validation rules.</summary>
internal sealed class RequestExecutor(DocumentLimits limits, FieldFailures failures)
{
    // The engine's parallel strategy would copy its argument tables for every request, and all fields use one snapshot.
    private readonly DocumentExecuter engine = new(
        new GraphQLDocumentBuilder(), new DocumentValidator(), new DefaultExecutionStrategySelector(
            [
                new ExecutionStrategyRegistration(new SerialExecutionStrategy(), OperationType.Query),
                new ExecutionStrategyRegistration(new SerialExecutionStrategy(), OperationType.Mutation),
            ]), []);

    /// <summary>Executes one operation of a prepared document.</summary>
    public async Task<ExecutedRequest> ExecuteAsync(
        PreparedDocument document, GraphQLOperationDefinition operation, RequestMessage message,
        SchemaRequest request, string requestId, CancellationToken cancel)
    {
        var size = new AnswerSize(limits.AnswerBytes);
        var executed = document.Plans(operation).Find(message.Variables) is { } plan
            ? await ExecuteAsync(new PlanRun(plan, request, size, failures, requestId, cancel))
            : await ExecuteByEngineAsync(document, operation, message.ReadVariables(), new RequestUserContext(request, size), requestId, cancel);
        if (!size.IsTooLarge) return executed;
        executed.Data?.Dispose();
        return new ExecutedRequest([DocumentErrors.Limit("answerBytes", limits.AnswerBytes)], null, []);
    }

    private static async Task<ExecutedRequest> ExecuteAsync(PlanRun run)
    {
        try
        {
            await run.RunAsync();
            return new ExecutedRequest(null, run.Data, run.Errors);
        }
        catch
        {
            run.Data.Dispose();
            throw;
        }
    }

    private async Task<ExecutedRequest> ExecuteByEngineAsync(
        PreparedDocument document, GraphQLOperationDefinition operation, Inputs variables, RequestUserContext context, string requestId, CancellationToken cancel)
    {
        var result = await engine.ExecuteAsync(new ExecutionOptions
        {
            Schema = document.Schema,
            Document = document.Document,
            OperationName = operation.Name?.StringValue,
            Variables = variables,
            UserContext = context,
            ValidationRules = [],
            CancellationToken = cancel,
        });
        var errors = result.Errors ?? [];
        foreach (var error in errors)
        {
            // Concerns the whole request, and not only the field.
            if (error.InnerException is SnapshotOutdatedException outdated) ExceptionDispatchInfo.Throw(outdated);
        }
        if (result.Executed)
        {
            var failed = errors.Select(error => new FieldError(ToError(error, requestId), [.. error.Path ?? []]));
            return new ExecutedRequest(null, EngineData.Write(result, context.Request), [.. failed]);
        }
        var explained = VariableRules.Explain(document.Document, operation, document.Schema, variables);
        return new ExecutedRequest([.. (explained.Count > 0 ? explained : errors.Select(ValidationMessages.Of)).Take(limits.Errors)], null, []);
    }

    private GatewayError ToError(ExecutionError error, string requestId) =>
        error is GatewayExecutionError known ? known.Error : failures.ErrorOf(error.InnerException ?? error, requestId);
}
