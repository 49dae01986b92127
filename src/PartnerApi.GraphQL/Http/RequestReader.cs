using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using GraphQL;
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

            return length > limits.BodyBytes ? (null, TooLarge(StatusCodes.Status413PayloadTooLarge)) : Parse(body.AsMemory(0, length));
        }
        finally
        {
            // The body can contain card numbers.
            body.AsSpan(0, length).Clear();
            ArrayPool<byte>.Shared.Return(body);
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
        try
        {
            using var variables = Json(query["variables"]);
            using var extensions = Json(query["extensions"]);
            return Read(OrNull(query["query"]), OrNull(query["operationName"]), variables?.RootElement, extensions?.RootElement, documentId: OrNull(query[DocumentId]));
        }
        catch (Exception error) when (IsInvalidJson(error))
        {
            return (null, Unreadable("'variables' and 'extensions' must be JSON."));
        }

        static string? OrNull(StringValues value) => StringValues.IsNullOrEmpty(value) ? null : (string?)value;

        JsonDocument? Json(StringValues value) => OrNull(value) is { } text ? JsonDocument.Parse(text, json) : null;
    }

    private (RequestMessage? Message, GatewayError? Error) Parse(ReadOnlyMemory<byte> body)
    {
        // The parser validates only the parts of a body that are read.
        if (!Utf8.IsValid(body.Span)) return (null, Unreadable("The body is not UTF-8."));
        try
        {
            using var document = JsonDocument.Parse(body, json);
            return Parse(document.RootElement);
        }
        catch (Exception error) when (IsInvalidJson(error))
        {
            return (null, Unreadable("The body is not valid JSON."));
        }
    }

    private static (RequestMessage? Message, GatewayError? Error) Parse(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array) return (null, NoBatches);
        if (root.ValueKind != JsonValueKind.Object) return (null, Bad("The body must be a JSON object."));
        if (!TryText(root, "query", out var query)) return (null, Bad("'query' must be a string."));
        if (!TryText(root, "operationName", out var operationName)) return (null, Bad("'operationName' must be a string."));

        // Other members are reserved and ignored, as GraphQL over HTTP requires.
        _ = TryText(root, DocumentId, out var documentId);
        return Read(
            query,
            operationName,
            root.TryGetProperty("variables", out var variables) ? variables : null,
            root.TryGetProperty("extensions", out var extensions) ? extensions : null,
            documentId);
    }

    private static (RequestMessage? Message, GatewayError? Error) Read(
        string? query, string? operationName, JsonElement? variables, JsonElement? extensions, string? documentId)
    {
        if (extensions is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) }) return (null, Bad("'extensions' must be an object."));
        if (string.IsNullOrEmpty(query) && (documentId is not null || NamesPersistedQuery(extensions))) return (null, NoPersistedQueries);
        if (query is null) return (null, Bad("'query' is missing."));
        var inputs = Inputs.Empty;
        if (variables is { } values && !TryInputs(values, out inputs)) return (null, Bad("'variables' must be an object."));
        return (new RequestMessage(query, operationName, inputs), null);
    }

    private static bool NamesPersistedQuery(JsonElement? extensions) =>
        extensions is { ValueKind: JsonValueKind.Object } members && members.TryGetProperty("persistedQuery", out var named)
        && named.ValueKind != JsonValueKind.Null;

    // An absent or null member is valid and has no text.
    private static bool TryText(JsonElement root, string name, out string? text)
    {
        text = null;
        if (!root.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null) return true;
        if (member.ValueKind != JsonValueKind.String) return false;
        text = member.GetString();
        return true;
    }

    // Null is treated as an empty object.
    private static bool TryInputs(JsonElement element, out Inputs inputs)
    {
        inputs = element.ValueKind == JsonValueKind.Object ? new Inputs(Members(element)) : Inputs.Empty;
        return element.ValueKind is JsonValueKind.Object or JsonValueKind.Null;
    }

    private static Dictionary<string, object?> Members(JsonElement element)
    {
        var members = new Dictionary<string, object?>();
        foreach (var member in element.EnumerateObject()) members[member.Name] = Value(member.Value);
        return members;
    }

    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        JsonValueKind.Number when element.TryGetInt32(out var number) => number,
        JsonValueKind.Number when element.TryGetInt64(out var number) => number,
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.Array => element.EnumerateArray().Select(Value).ToList(),
        _ => Members(element),
    };

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
