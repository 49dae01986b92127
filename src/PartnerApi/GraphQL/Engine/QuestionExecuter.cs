using GraphQL;
using GraphQL.Execution;
using GraphQLParser.AST;
using PartnerApi.Contract;
using PartnerApi.GraphQL.Documents;
using PartnerApi.GraphQL.Http;
using PartnerApi.Partners;
using PartnerApi.Storage;

namespace PartnerApi.GraphQL.Engine;

/// <summary>What came of executing a question.</summary>
/// <param name="Rejected">Why nothing was executed; null when it was.</param>
/// <param name="Result">The engine's result.</param>
/// <param name="Errors">The errors beside the answers, with their paths.</param>
internal sealed record ExecutedQuestion(
    IReadOnlyList<QuestionError>? Rejected, ExecutionResult? Result, IReadOnlyList<(QuestionError Error, IEnumerable<object>? Path)> Errors);

/// <summary>Executes prepared documents. All that was decided about a document once is not decided again: the engine runs without rules.</summary>
internal sealed partial class QuestionExecuter(DocumentLimits limits, OutageLog outages, ILogger<QuestionExecuter> logger)
{
    private readonly DocumentExecuter engine = new(
        new GraphQLDocumentBuilder(), new QuestionValidator(), new DefaultExecutionStrategySelector(
            [
                new ExecutionStrategyRegistration(new PlainExecutionStrategy(), OperationType.Query),
                new ExecutionStrategyRegistration(new PlainExecutionStrategy(), OperationType.Mutation),
            ]), []);

    /// <summary>Executes one operation of a prepared document.</summary>
    public async Task<ExecutedQuestion> ExecuteAsync(
        AudienceSchema schema, PreparedDocument document, GraphQLOperationDefinition operation, RequestMessage message,
        Question question, string requestId, CancellationToken cancellationToken)
    {
        var context = new QuestionUserContext(question, document.Plain(operation), limits.AnswerBytes);
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
        if (context.IsTooLarge) return new ExecutedQuestion([DocumentErrors.Limit("answerBytes", limits.AnswerBytes)], null, []);
        if (result.Errors is not { Count: > 0 } errors) return new ExecutedQuestion(null, result, []);
        if (result.Executed) return new ExecutedQuestion(null, result, [.. errors.Select(error => (Tell(error, requestId), error.Path))]);
        var told = VariableRules.Explain(document.Document, operation, schema.Schema, message.Variables);
        return new ExecutedQuestion([.. (told.Count > 0 ? told : errors.Select(ValidationMessages.Of)).Take(limits.Errors)], null, []);
    }

    private QuestionError Tell(ExecutionError error, string requestId)
    {
        if (error is QuestionExecutionError known) return known.Error;
        if (StoreUnavailableException.Find(error.InnerException) is { } trouble)
        {
            outages.Tell(trouble, requestId);
            return FailureErrors.Unavailable(trouble.Part);
        }

        // The message of an exception can hold what was asked; its type and place cannot.
        var cause = error.InnerException ?? error;
        LogFailure(cause.GetType().Name, cause.StackTrace, requestId);
        return FailureErrors.Failed;
    }

    [LoggerMessage(LogLevel.Error, "A field failed with {Kind} at {Place} (request {RequestId}).")]
    private partial void LogFailure(string kind, string? place, string requestId);
}
