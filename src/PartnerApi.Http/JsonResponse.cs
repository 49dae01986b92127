using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using PartnerApi.Core;

namespace PartnerApi.Http;

/// <summary>Writes a JSON body with the headers that all responses share.</summary>
public static class JsonResponse
{
    private const int MostKept = 16 * 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // A thread's reusable buffer, so that a response allocates no more than its own length. It is empty between two responses.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? spare;

    /// <summary>Returns the bytes of a body.</summary>
    public static ReadOnlyMemory<byte> Serialize(Action<Utf8JsonWriter> write)
    {
        var buffer = spare ?? new ArrayBufferWriter<byte>(MostKept);
        spare = null;
        using (var writer = new Utf8JsonWriter(buffer, Options)) write(writer);
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
