using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using PartnerApi.Core;
using PartnerApi.GraphQL.Documents;
using PartnerApi.GraphQL.Engine;
using PartnerApi.Http;

namespace PartnerApi.GraphQL.Http;

/// <summary>Reads a request from a body or an address: strictly, within the limits, and with errors that do not contain its text.</summary>
internal sealed class RequestReader(DocumentLimits limits, ClientFaults faults)
{
    private const string Identity = "identity";

    // The name of a document in the proposal for persisted operations.
    private const string DocumentId = "documentId";

    private static readonly GatewayError TooSlow = new(RequestErrorCodes.RequestTimeout, "The body arrived too slowly.");
    private static readonly GatewayError Malformed = Unreadable("The body is incomplete, or its chunks do not follow HTTP.");
    private static readonly GatewayError WrongType = new(RequestErrorCodes.UnsupportedMediaType, "The content type must be application/json in UTF-8.");
    private static readonly GatewayError WrongCoding = new(RequestErrorCodes.UnsupportedMediaType, "The body must not be compressed.");

    private static readonly GatewayError NoBatches = new(
        RequestErrorCodes.BatchingNotSupported, "Batches are not supported: the body must be one JSON object.");

    // Apollo clients check for this text.
    private static readonly GatewayError NoPersistedQueries = new(RequestErrorCodes.PersistedQueryNotSupported, "PersistedQueryNotSupported");

    private readonly JsonDocumentOptions json = new() { AllowDuplicateProperties = false, MaxDepth = limits.SyntaxDepth };

    /// <summary>Reads a request from the body of a POST, which must be JSON in UTF-8 and within the limits.</summary>
    public async ValueTask<(RequestMessage? Message, GatewayError? Error)> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var response = request.HttpContext.Response;
        if (!IsJson(request.ContentType))
        {
            response.Headers.Accept = MediaTypes.Json;
            return (null, WrongType);
        }
        if (!IsPlain(request.Headers.ContentEncoding))
        {
            response.Headers.AcceptEncoding = Identity;
            return (null, WrongCoding);
        }
        if (request.ContentLength > limits.BodyBytes) return (null, TooLarge(StatusCodes.Status413PayloadTooLarge));
        try
        {
            return await ReadBodyAsync(request.Body, cancellationToken);
        }
        catch (IOException error)
        {
            // Only the connection is read here.
            var kind = ClientFaults.KindOf(error) ?? ClientFault.Disconnected;
            faults.Count(kind, request.HttpContext);
            return (null, kind == ClientFault.SlowBody ? TooSlow : Malformed);
        }
    }

    private async ValueTask<(RequestMessage? Message, GatewayError? Error)> ReadBodyAsync(Stream stream, CancellationToken cancellationToken)
    {
        var body = new PooledBytes(limits.BodyBytes + 1);
        RequestMessage? message = null;
        try
        {
            while (body.Length <= limits.BodyBytes)
            {
                var read = await stream.ReadAsync(body.Array.AsMemory(body.Length, limits.BodyBytes + 1 - body.Length), cancellationToken);
                if (read == 0) break;
                body.Length += read;
            }

            if (body.Length > limits.BodyBytes) return (null, TooLarge(StatusCodes.Status413PayloadTooLarge));
            (message, var error) = Parse(body);
            return (message, error);
        }
        finally
        {
            if (message is null) body.Dispose();
        }
    }

    /// <summary>Reads the address of a GET.</summary>
    public (RequestMessage? Message, GatewayError? Error) ReadAddress(HttpRequest request)
    {
        // A GET request has no body. One with the content type of text or a form comes from a page in a browser, not from a partner's server.
        if (request.ContentType is { Length: > 0 } && !IsJson(request.ContentType)) return (null, WrongType);
        if (request.QueryString.Value?.Length > limits.BodyBytes) return (null, TooLarge(StatusCodes.Status414UriTooLong));
        var query = request.Query;
        if (query["query"].Count > 1 || query["operationName"].Count > 1 || query["variables"].Count > 1 || query["extensions"].Count > 1)
            return (null, Bad("A parameter is given more than once."));
        JsonDocument? variables = null;
        try
        {
            variables = Json(query["variables"]);
            using var extensions = Json(query["extensions"]);
            var text = OrNull(query["query"]);
            if (Refuse(text is not null, text?.Length > 0, variables?.RootElement, extensions?.RootElement, OrNull(query[DocumentId]) is not null) is { } error)
                return (null, error);
            JsonValues.CheckTexts(variables?.RootElement);
            var message = new RequestMessage(Encoding.UTF8.GetBytes(text!), OrNull(query["operationName"]), variables?.RootElement, variables);
            variables = null;
            return (message, null);
        }
        catch (Exception error) when (IsInvalidJson(error))
        {
            return (null, Unreadable("'variables' and 'extensions' must be JSON."));
        }
        finally
        {
            variables?.Dispose();
        }

        static string? OrNull(StringValues value) => StringValues.IsNullOrEmpty(value) ? null : (string?)value;

        JsonDocument? Json(StringValues value) => OrNull(value) is { } text ? JsonDocument.Parse(text, json) : null;
    }

    private (RequestMessage? Message, GatewayError? Error) Parse(PooledBytes body)
    {
        // The parser validates only the parts of a body that are read.
        if (!Utf8.IsValid(body.Memory.Span)) return (null, Unreadable("The body is not UTF-8."));
        JsonDocument? document = null;
        RequestMessage? message = null;
        try
        {
            document = JsonDocument.Parse(body.Memory, json);
            (message, var error) = Parse(document, body);
            return (message, error);
        }
        catch (Exception error) when (IsInvalidJson(error))
        {
            return (null, Unreadable("The body is not valid JSON."));
        }
        finally
        {
            if (message is null) document?.Dispose();
        }
    }

    private static (RequestMessage? Message, GatewayError? Error) Parse(JsonDocument document, PooledBytes body)
    {
        var root = document.RootElement;
        if (root.ValueKind == JsonValueKind.Array) return (null, NoBatches);
        if (root.ValueKind != JsonValueKind.Object) return (null, Bad("The body must be a JSON object."));
        if (!TryText(root, "query", out var query)) return (null, Bad("'query' must be a string."));
        if (!TryText(root, "operationName", out var operationName)) return (null, Bad("'operationName' must be a string."));

        // Other members are reserved and ignored, as GraphQL over HTTP requires.
        _ = TryText(root, DocumentId, out var documentId);
        JsonElement? variables = root.TryGetProperty("variables", out var given) ? given : null;
        JsonElement? extensions = root.TryGetProperty("extensions", out var extended) ? extended : null;
        var text = query is { } one ? JsonMarshal.GetRawUtf8Value(one)[1..^1] : default;
        if (Refuse(query is not null, text.Length > 0, variables, extensions, documentId is not null) is { } error) return (null, error);

        // Escape sequences can spell lone surrogates, which no text has. Only then are all strings read here to find them.
        if (body.Memory.Span.IndexOf("\\ud"u8) >= 0 || body.Memory.Span.IndexOf("\\uD"u8) >= 0) JsonValues.CheckTexts(variables);
        var name = operationName?.GetString();
        var unescaped = Unescape(JsonMarshal.GetRawUtf8Value(query!.Value));
        return (new RequestMessage(unescaped.Memory, name, variables, document, unescaped, body), null);
    }

    private static PooledBytes Unescape(ReadOnlySpan<byte> text)
    {
        // An escape sequence is longer than its character.
        var unescaped = new PooledBytes(text.Length) { Length = text.Length };
        try
        {
            var reader = new Utf8JsonReader(text);
            reader.Read();
            unescaped.Length = reader.CopyString(unescaped.Array);
            return unescaped;
        }
        catch
        {
            unescaped.Dispose();
            throw;
        }
    }

    // Checks the parts of a request together; null if it can be executed.
    private static GatewayError? Refuse(bool hasQuery, bool hasText, JsonElement? variables, JsonElement? extensions, bool hasDocumentId)
    {
        if (extensions is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) }) return Bad("'extensions' must be an object.");
        if (!hasText && (hasDocumentId || NamesPersistedQuery(extensions))) return NoPersistedQueries;
        if (!hasQuery) return Bad("'query' is missing.");
        return variables is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) } ? Bad("'variables' must be an object.") : null;
    }

    private static bool NamesPersistedQuery(JsonElement? extensions) =>
        extensions is { ValueKind: JsonValueKind.Object } members && members.TryGetProperty("persistedQuery", out var named)
        && named.ValueKind != JsonValueKind.Null;

    // An absent or null member is valid and has no text.
    private static bool TryText(JsonElement root, string name, out JsonElement? text)
    {
        text = null;
        if (!root.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null) return true;
        if (member.ValueKind != JsonValueKind.String) return false;
        text = member;
        return true;
    }

    // InvalidOperationException: a string that is not Unicode text, such as a lone surrogate.
    private static bool IsInvalidJson(Exception error) => error is JsonException or InvalidOperationException;

    private static bool IsPlain(StringValues codings)
    {
        if (codings.Count == 0) return true;
        foreach (var coding in codings.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!coding.Equals(Identity, StringComparison.OrdinalIgnoreCase)) return false;
        }
        return true;
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase));

    private GatewayError TooLarge(int status) => DocumentErrors.Limit("bodyBytes", limits.BodyBytes) with { Status = status };

    private static GatewayError Bad(string message) => Unreadable(message) with { Status = StatusCodes.Status422UnprocessableEntity };

    private static GatewayError Unreadable(string message) => new(RequestErrorCodes.BadRequest, message);
}
