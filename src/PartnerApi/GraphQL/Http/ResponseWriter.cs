using System.Globalization;
using System.Text.Json;
using GraphQL;
using GraphQL.Execution;
using PartnerApi.Contract;
using PartnerApi.GraphQL.Documents;
using PartnerApi.Partners;

namespace PartnerApi.GraphQL.Http;

/// <summary>A response that is ready to be sent.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Body">Its body.</param>
/// <param name="Wait">After how many seconds the caller may ask again; 0 when there is nothing to wait for.</param>
internal readonly record struct ReadyResponse(int Status, ReadOnlyMemory<byte> Body, int Wait = 0);

/// <summary>Writes responses: the status their errors call for, and headers that are the same for every answer.</summary>
internal static class ResponseWriter
{
    /// <summary>Writes errors that stand in place of a whole answer.</summary>
    public static ReadyResponse WriteErrors(string mediaType, IReadOnlyList<QuestionError> errors)
    {
        var status = errors[0].Code.Status();

        // In the older format only what kept the request from being understood as GraphQL has a status of its own.
        if (mediaType == MediaTypes.Json && errors[0].Code is ErrorCode.GraphqlParseFailed or ErrorCode.GraphqlValidationFailed)
            status = StatusCodes.Status200OK;
        return new ReadyResponse(status, JsonAnswer.Serialize(writer => ErrorJson.WriteAll(writer, errors)), errors[0].Wait);
    }

    /// <summary>Writes an answer, with the errors that stand beside it.</summary>
    /// <remarks>One longer than <paramref name="mostBytes"/> is not sent; an error takes its place.</remarks>
    public static ReadyResponse WriteResult(
        string mediaType, ExecutionResult result, IReadOnlyList<(QuestionError Error, IEnumerable<object>? Path)> errors, int mostBytes,
        IReadOnlyList<LateText> lateTexts)
    {
        var status = errors.Any(error => error.Error.Code == ErrorCode.Unavailable) ? StatusCodes.Status503ServiceUnavailable
            : errors.Any(error => error.Error.Code == ErrorCode.QuotaExceeded) && TellsNothing(result) ? StatusCodes.Status429TooManyRequests
            : StatusCodes.Status200OK;
        var wait = errors.Select(error => error.Error.Wait).DefaultIfEmpty().Max();
        var late = lateTexts.Count == 0 ? null : lateTexts.ToDictionary(one => (object)one.StandIn, one => one.Text, ReferenceEqualityComparer.Instance);
        var body = JsonAnswer.Serialize(writer =>
        {
            writer.WriteStartObject();
            if (errors.Count > 0)
            {
                writer.WriteStartArray("errors");
                foreach (var (error, path) in errors) ErrorJson.Write(writer, error, path);
                writer.WriteEndArray();
            }

            writer.WritePropertyName("data");
            WriteNode(writer, result.Data as ExecutionNode, late);
            writer.WriteEndObject();
        });
        return body.Length > mostBytes
            ? WriteErrors(mediaType, [DocumentErrors.Limit("answerBytes", mostBytes)])
            : new ReadyResponse(status, body, wait);
    }

    /// <summary>Sends a response.</summary>
    public static Task SendAsync(HttpContext http, string mediaType, in ReadyResponse response)
    {
        if (response.Status == StatusCodes.Status405MethodNotAllowed) http.Response.Headers.Allow = "GET, POST";
        if (response.Wait > 0) http.Response.Headers.RetryAfter = response.Wait.ToString(CultureInfo.InvariantCulture);
        var contentType = mediaType == MediaTypes.GraphQL ? "application/graphql-response+json; charset=utf-8" : "application/json; charset=utf-8";
        return JsonAnswer.SendAsync(http, contentType, response.Status, response.Body);
    }

    private static bool TellsNothing(ExecutionResult result) =>
        result.Data is not ObjectExecutionNode { SubFields: { } fields } || fields.All(field => field.Result is null);

    private static void WriteNode(Utf8JsonWriter writer, ExecutionNode? node, Dictionary<object, string>? late)
    {
        switch (node)
        {
            case ObjectExecutionNode { SubFields: { } fields }:
                writer.WriteStartObject();
                foreach (var field in fields)
                {
                    writer.WritePropertyName(field.Name!);
                    WriteNode(writer, field, late);
                }

                writer.WriteEndObject();
                break;
            case ArrayExecutionNode { SerializedResult: { } values }:
                ErrorJson.WriteValue(writer, values);
                break;
            case ArrayExecutionNode { Items: { } items }:
                writer.WriteStartArray();
                foreach (var item in items) WriteNode(writer, item, late);
                writer.WriteEndArray();
                break;
            case ValueExecutionNode value:
                var told = value.ToValue();
                ErrorJson.WriteValue(writer, late is not null && told is string standIn && late.TryGetValue(standIn, out var text) ? text : told);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
