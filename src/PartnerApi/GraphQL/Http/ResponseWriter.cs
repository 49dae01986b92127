using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using GraphQL;
using GraphQL.Execution;
using PartnerApi.Contract;
using PartnerApi.GraphQL.Documents;

namespace PartnerApi.GraphQL.Http;

/// <summary>Writes responses: the status their errors call for, and headers that are the same for every answer.</summary>
internal static class ResponseWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes errors that stand in place of a whole answer.</summary>
    public static Task WriteErrorsAsync(HttpContext http, string mediaType, IReadOnlyList<QuestionError> errors)
    {
        var status = errors[0].Code.Status();

        // In the older format only what kept the request from being understood as GraphQL has a status of its own.
        if (mediaType == MediaTypes.Json && errors[0].Code is ErrorCode.GraphqlParseFailed or ErrorCode.GraphqlValidationFailed)
            status = StatusCodes.Status200OK;
        var body = Serialize(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("errors");
            foreach (var error in errors) ErrorJson.Write(writer, error, path: null);
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
        return SendAsync(http, mediaType, status, body);
    }

    /// <summary>Writes an answer, with the errors that stand beside it.</summary>
    /// <remarks>One longer than <paramref name="mostBytes"/> is not sent; an error takes its place.</remarks>
    public static Task WriteResultAsync(
        HttpContext http, string mediaType, ExecutionResult result, IReadOnlyList<(QuestionError Error, IEnumerable<object>? Path)> errors, int mostBytes)
    {
        var status = errors.Any(error => error.Error.Code == ErrorCode.Unavailable) ? StatusCodes.Status503ServiceUnavailable
            : errors.Any(error => error.Error.Code == ErrorCode.QuotaExceeded) && TellsNothing(result) ? StatusCodes.Status429TooManyRequests
            : StatusCodes.Status200OK;
        var wait = errors.Select(error => error.Error.Details?.GetValueOrDefault(QuestionError.RetryAfter)).OfType<int>().DefaultIfEmpty().Max();
        if (wait > 0) http.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        var body = Serialize(writer =>
        {
            writer.WriteStartObject();
            if (errors.Count > 0)
            {
                writer.WriteStartArray("errors");
                foreach (var (error, path) in errors) ErrorJson.Write(writer, error, path);
                writer.WriteEndArray();
            }

            writer.WritePropertyName("data");
            WriteNode(writer, result.Data as ExecutionNode);
            writer.WriteEndObject();
        });
        return body.Length > mostBytes
            ? WriteErrorsAsync(http, mediaType, [DocumentErrors.Limit("answerBytes", mostBytes)])
            : SendAsync(http, mediaType, status, body);
    }

    private static bool TellsNothing(ExecutionResult result) =>
        result.Data is not ObjectExecutionNode { SubFields: { } fields } || fields.All(field => field.Result is null);

    private static void WriteNode(Utf8JsonWriter writer, ExecutionNode? node)
    {
        switch (node)
        {
            case ObjectExecutionNode { SubFields: { } fields }:
                writer.WriteStartObject();
                foreach (var field in fields)
                {
                    writer.WritePropertyName(field.Name!);
                    WriteNode(writer, field);
                }

                writer.WriteEndObject();
                break;
            case ArrayExecutionNode { SerializedResult: { } values }:
                ErrorJson.WriteValue(writer, values);
                break;
            case ArrayExecutionNode { Items: { } items }:
                writer.WriteStartArray();
                foreach (var item in items) WriteNode(writer, item);
                writer.WriteEndArray();
                break;
            case ValueExecutionNode value:
                ErrorJson.WriteValue(writer, value.ToValue());
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static ReadOnlyMemory<byte> Serialize(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Options)) write(writer);
        return buffer.WrittenMemory;
    }

    private static async Task SendAsync(HttpContext http, string mediaType, int status, ReadOnlyMemory<byte> body)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = mediaType == MediaTypes.GraphQL ? "application/graphql-response+json; charset=utf-8" : "application/json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        if (status == StatusCodes.Status503ServiceUnavailable) response.Headers.RetryAfter = ErrorCodes.RetryAfterSeconds;
        if (status == StatusCodes.Status405MethodNotAllowed) response.Headers.Allow = "GET, POST";
        if (status == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = "Bearer";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, http.RequestAborted);
    }
}
