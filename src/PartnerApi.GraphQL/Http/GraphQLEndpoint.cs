using System.Text;
using GraphQLParser.AST;
using Microsoft.AspNetCore.Http.Features;
using PartnerApi.Core;
using PartnerApi.GraphQL.Documents;
using PartnerApi.GraphQL.Engine;
using PartnerApi.GraphQL.Fields;
using PartnerApi.Http;

namespace PartnerApi.GraphQL.Http;

/// <summary>
/// Handles <c>/graphql</c>: authenticates the caller, reads the request within the limits, checks the agreement, prepares the document, and
/// then executes it on one snapshot of the store.
/// </summary>
internal sealed partial class GraphQLEndpoint(
    IRequestAdmission admission,
    DeferredTextQueue texts,
    RequestReader reader,
    IBrowserPage page,
    AudienceSchemas schemas,
    RequestExecutor executor,
    IDisclosureRecorder disclosures,
    DocumentLimits limits,
    OutageLog outages,
    StoreFailureFinder failures,
    ILogger<GraphQLEndpoint> logger)
{
    private static readonly GatewayError NotServed = new(RequestErrorCodes.AudienceNotServed, "This process does not serve the caller's audience.");
    private static readonly GatewayError PostOnly = new(ErrorCode.MethodNotAllowed, "Send this with POST, because addresses are logged.");
    private static readonly GatewayError NoSuchOperation = new(
        RequestErrorCodes.GraphqlValidationFailed, "'operationName' must be the name of an operation in the document, and is required if there are several.");

    public async Task HandleAsync(HttpContext http)
    {
        if (MediaTypes.WantsPage(http.Request))
        {
            await page.WriteAsync(http);
            return;
        }

        // The server would close the connection at its own limit, and the caller would not receive the gateway's error.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        var mediaType = MediaTypes.Negotiate(http.Request);
        try
        {
            using var response = await RespondAsync(http, mediaType);
            await ResponseWriter.SendAsync(http, mediaType, response);
        }
        catch (Exception error) when (failures(error) is { } trouble && !http.Response.HasStarted)
        {
            outages.Log(trouble, http.TraceIdentifier);
            await ResponseWriter.SendAsync(http, mediaType, ResponseWriter.WriteErrors(mediaType, [FailureErrors.Unavailable(trouble.Part)]));
        }
        catch (Exception error) when (error is not OperationCanceledException && ClientFaults.KindOf(error) is null && !http.Response.HasStarted)
        {
            // The message of an exception can contain values of the request; its type and stack trace cannot.
            LogFailure(error.GetType().Name, error.StackTrace, http.TraceIdentifier);
            await ResponseWriter.SendAsync(http, mediaType, ResponseWriter.WriteErrors(mediaType, [FailureErrors.Failed]));
        }
    }

    private async Task<ReadyResponse> RespondAsync(HttpContext http, string mediaType)
    {
        // The request ends before its response is sent, so that a client with a response can send the next request immediately.
        using var caller = await admission.AdmitAsync(http);
        if (caller.Refusal is { } refusal) return ResponseWriter.WriteErrors(mediaType, [refusal]);

        // The snapshot ends before the response is sent, so that a slow reader does not hold it. The disclosure is recorded before the response is sent;
        // meanwhile, only the bytes of the response are in memory.
        var (answer, request) = await AnswerAsync(http, caller);
        using var data = answer.Data;
        if (request is { DeferredTexts: { Count: > 0 } deferred }) await texts.MakeAsync(caller.Partner, deferred);
        var response = answer.Rejected is { } errors
            ? ResponseWriter.WriteErrors(mediaType, errors)
            : ResponseWriter.WriteResult(mediaType, data!, answer.Errors, limits);
        try
        {
            if (request is not null) await disclosures.RecordAsync(request);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private async Task<(ExecutedRequest Answer, SchemaRequest? Request)> AnswerAsync(HttpContext http, ICallerAdmission caller)
    {
        var isGet = HttpMethods.IsGet(http.Request.Method);
        var (message, error) = isGet ? reader.ReadAddress(http.Request) : await reader.ReadBodyAsync(http.Request, http.RequestAborted);
        if (error is not null) return Reject(error);
        using var received = message!;
        try
        {
            using var opened = await caller.OpenAsync(http.RequestAborted);
            var answer = await AnswerAsync(http, opened, received, isGet);
            await ConfirmAsync(opened, answer.Answer);
            return answer;
        }
        catch (SnapshotOutdatedException)
        {
            // A partner, a benefit, or the cards changed during the request. Nothing of its answer has left.
            using var begun = await caller.BeginAsync(http.RequestAborted);
            return await AnswerAsync(http, begun, received, isGet);
        }
    }

    private async Task<(ExecutedRequest Answer, SchemaRequest? Request)> AnswerAsync(HttpContext http, IBegunRequest begun, RequestMessage message, bool isGet)
    {
        if (begun.Refusal is { } refusal) return Reject(refusal, begun.Request);
        var request = begun.Request!;
        if (schemas.Find(request.Audience) is not { } schema) return Reject(NotServed);

        var document = schema.Documents.Find(message.Query.Span);
        if (document is null)
        {
            (document, var errors) = await schema.Documents.PrepareAsync(Encoding.UTF8.GetString(message.Query.Span), http.RequestAborted);
            if (document is null) return (new ExecutedRequest(errors, null, []), null);
        }
        if (document.Operation(message.OperationName) is not { } operation) return Reject(NoSuchOperation);
        var isQuery = operation.Operation == OperationType.Query;
        if (isGet && !(isQuery && document.AllowsGet(operation))) return Reject(PostOnly);

        // A mutation waits for the writer and begins its own short session, so that waiting mutations do not occupy the read sessions.
        if (!isQuery)
        {
            await begun.ConfirmAsync();
            begun.Dispose();
        }
        else if (document.NeedsTransaction)
        {
            await begun.BeginAsync(http.RequestAborted);
        }
        return (await executor.ExecuteAsync(document, operation, message, request, http.TraceIdentifier, http.RequestAborted), request);
    }

    private static async ValueTask ConfirmAsync(IBegunRequest opened, ExecutedRequest answer)
    {
        try
        {
            await opened.ConfirmAsync();
        }
        catch
        {
            answer.Data?.Dispose();
            throw;
        }
    }

    private static (ExecutedRequest Answer, SchemaRequest? Request) Reject(GatewayError error, SchemaRequest? request = null) =>
        (new ExecutedRequest([error], null, []), request);

    [LoggerMessage(LogLevel.Error, "A request failed with {Kind} at {Place} (request {RequestId}).")]
    private partial void LogFailure(string kind, string? place, string requestId);
}
