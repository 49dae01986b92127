using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using PartnerApi.Core;

namespace PartnerApi.Http;

/// <summary>Writes a JSON body with the headers that all responses share.</summary>
public static class JsonResponse
{
    private const int MostKept = 16 * 1024;

    /// <summary>How all responses are written: only the characters that JSON requires are escaped, because no response is part of a page.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // A thread's reusable buffer, so that a response allocates no more than its own length. It is empty between two responses.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? spare;

    /// <summary>Returns the bytes of a body.</summary>
    public static ReadOnlyMemory<byte> Serialize(Action<Utf8JsonWriter> write)
    {
        var buffer = spare ?? new ArrayBufferWriter<byte>(MostKept);
        spare = null;
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions)) write(writer);
        var body = buffer.WrittenSpan.ToArray();
        buffer.Clear();
        if (buffer.Capacity <= MostKept) spare = buffer;
        return body;
    }

    /// <summary>Sends a body.</summary>
    public static async Task SendAsync(HttpContext http, string contentType, int status, ReadOnlyMemory<byte> body)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.Headers.CacheControl = "no-store";
        if (status == StatusCodes.Status503ServiceUnavailable) response.Headers.RetryAfter = ErrorCode.RetryAfterSeconds;
        if (status == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = "Bearer";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, http.RequestAborted);
    }
}

/// <summary>Writes errors: <c>message</c>, <c>locations</c>, <c>path</c>, and <c>extensions</c> with the code and its documented details.</summary>
public static class ErrorJson
{
    /// <summary>Writes a response that consists only of errors.</summary>
    public static void WriteAll(Utf8JsonWriter writer, IEnumerable<GatewayError> errors)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("errors");
        foreach (var error in errors) Write(writer, error, path: null);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Writes one error.</summary>
    public static void Write(Utf8JsonWriter writer, GatewayError error, IEnumerable<object>? path)
    {
        writer.WriteStartObject();
        writer.WriteString("message", error.Message);
        if (error.Locations.Count > 0)
        {
            writer.WriteStartArray("locations");
            foreach (var (line, column) in error.Locations)
            {
                writer.WriteStartObject();
                writer.WriteNumber("line", line);
                writer.WriteNumber("column", column);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        if (path is not null)
        {
            writer.WritePropertyName("path");
            WriteValue(writer, path);
        }

        writer.WriteStartObject("extensions");
        writer.WriteString("code", error.Code.Name);
        foreach (var (name, value) in error.Details ?? new Dictionary<string, object?>())
        {
            writer.WritePropertyName(name);
            WriteValue(writer, value);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes a scalar or a list of them.</summary>
    public static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(text); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case int number: writer.WriteNumberValue(number); break;
            case long number: writer.WriteNumberValue(number); break;
            case double number: writer.WriteNumberValue(number); break;
            case IEnumerable items:
                writer.WriteStartArray();
                foreach (var item in items) WriteValue(writer, item);
                writer.WriteEndArray();
                break;
            default: writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }
}

/// <summary>An error as the whole response of an endpoint other than GraphQL, in the format of <c>/graphql</c>.</summary>
/// <param name="error">The only entry of <c>errors</c>.</param>
/// <param name="status">The HTTP status. It differs from <c>/graphql</c> for errors that accompany data there with 200: here there is no data.</param>
public sealed class ErrorResult(GatewayError error, int status) : IResult
{
    private const string ContentType = "application/json; charset=utf-8";

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (error.Wait > 0) httpContext.Response.Headers.RetryAfter = error.Wait.ToString(CultureInfo.InvariantCulture);
        return JsonResponse.SendAsync(httpContext, ContentType, status, JsonResponse.Serialize(writer => ErrorJson.WriteAll(writer, [error])));
    }
}
