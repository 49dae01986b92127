using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using GraphQL;
using Microsoft.Net.Http.Headers;
using PartnerApi.Contract;
using PartnerApi.GraphQL.Documents;

namespace PartnerApi.GraphQL.Http;

/// <summary>Reads a request from a body or an address: strictly, within the limits, and without echoing any of it.</summary>
internal sealed class RequestReader(DocumentLimits limits)
{
    private readonly JsonDocumentOptions json = new() { AllowDuplicateProperties = false, MaxDepth = limits.SyntaxDepth };

    /// <summary>Reads the body of a POST.</summary>
    public async ValueTask<(RequestMessage? Message, QuestionError? Error)> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!IsJson(request.ContentType)) return (null, Bad("The content type must be application/json in UTF-8."));
        if (request.Headers.ContentEncoding.Count > 0) return (null, Bad("The body must not be compressed."));
        if (request.ContentLength > limits.BodyBytes) return (null, TooLarge());
        try
        {
            return await ReadBodyAsync(request.Body, cancellationToken);
        }
        catch (BadHttpRequestException)
        {
            return (null, Bad("The body does not arrive as HTTP has it."));
        }
    }

    private async ValueTask<(RequestMessage? Message, QuestionError? Error)> ReadBodyAsync(Stream stream, CancellationToken cancellationToken)
    {
        var body = ArrayPool<byte>.Shared.Rent(limits.BodyBytes + 1);
        var length = 0;
        try
        {
            while (length <= limits.BodyBytes)
            {
                var read = await stream.ReadAsync(body.AsMemory(length, limits.BodyBytes + 1 - length), cancellationToken);
                if (read == 0) break;
                length += read;
            }

            return length > limits.BodyBytes ? (null, TooLarge()) : Parse(body.AsMemory(0, length));
        }
        finally
        {
            // The body holds card numbers.
            body.AsSpan(0, length).Clear();
            ArrayPool<byte>.Shared.Return(body);
        }
    }

    /// <summary>Reads the address of a GET.</summary>
    public (RequestMessage? Message, QuestionError? Error) ReadAddress(HttpRequest request)
    {
        if (request.QueryString.Value?.Length > limits.BodyBytes) return (null, TooLarge());
        var query = request.Query;
        if (query["query"].Count > 1 || query["operationName"].Count > 1 || query["variables"].Count > 1)
            return (null, Bad("A parameter is given twice."));
        if (string.IsNullOrEmpty(query["query"])) return (null, Bad("The parameter 'query' is missing."));
        var operationName = query["operationName"].Count == 0 ? null : (string?)query["operationName"];
        if (query["variables"].Count == 0) return (new RequestMessage(query["query"]!, operationName, Inputs.Empty), null);
        try
        {
            using var variables = JsonDocument.Parse(query["variables"].ToString(), json);
            return JsonValues.TryInputs(variables.RootElement, out var inputs)
                ? (new RequestMessage(query["query"]!, operationName, inputs), null)
                : (null, Bad("'variables' must be an object."));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is no Unicode text, such as a lone surrogate.
            return (null, Bad("'variables' is not valid JSON."));
        }
    }

    private (RequestMessage? Message, QuestionError? Error) Parse(ReadOnlyMemory<byte> body)
    {
        // The parser looks only at what is read of a body.
        if (!Utf8.IsValid(body.Span)) return (null, Bad("The body is not UTF-8."));
        try
        {
            using var document = JsonDocument.Parse(body, json);
            return Parse(document.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return (null, Bad("The body is not valid JSON."));
        }
    }

    private static (RequestMessage? Message, QuestionError? Error) Parse(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) return (null, Bad("The body must be one JSON object; batches are not taken."));
        if (!root.TryGetProperty("query", out var query) || query.ValueKind != JsonValueKind.String)
            return (null, Bad("'query' is missing or not a string."));
        string? operationName = null;
        if (root.TryGetProperty("operationName", out var name) && name.ValueKind != JsonValueKind.Null)
        {
            if (name.ValueKind != JsonValueKind.String) return (null, Bad("'operationName' must be a string."));
            operationName = name.GetString();
        }

        if (root.TryGetProperty("extensions", out var extensions) && extensions.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
            return (null, Bad("'extensions' must be an object."));
        var inputs = Inputs.Empty;
        if (root.TryGetProperty("variables", out var variables) && !JsonValues.TryInputs(variables, out inputs))
            return (null, Bad("'variables' must be an object."));
        return (new RequestMessage(query.GetString()!, operationName, inputs), null);
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase));

    private QuestionError TooLarge() => DocumentErrors.Limit("bodyBytes", limits.BodyBytes);

    private static QuestionError Bad(string message) => new(ErrorCode.BadRequest, message);
}
