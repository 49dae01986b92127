using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using PartnerApi.Core;
using PartnerApi.GraphQL.Documents;
using PartnerApi.GraphQL.Plans;
using PartnerApi.Http;

namespace PartnerApi.GraphQL.Http;

/// <summary>A complete response. Dispose it when it has been sent.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">JSON in UTF-8.</param>
/// <param name="Wait">The seconds until the caller should try again; 0 if there is no need to wait.</param>
/// <param name="Buffer">The buffer that has the body, if it is pooled.</param>
internal readonly record struct ReadyResponse(int Status, ReadOnlyMemory<byte> Body, int Wait = 0, JsonBuffer? Buffer = null) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Buffer?.Dispose();
}

/// <summary>Writes responses, with the status of their errors and the common headers.</summary>
internal static class ResponseWriter
{
    /// <summary>Writes a response with only errors. The status is that of the first one.</summary>
    public static ReadyResponse WriteErrors(string mediaType, IReadOnlyList<GatewayError> errors)
    {
        var status = errors[0].Status;
        if (mediaType == MediaTypes.Json) status = errors[0].Code.JsonStatus(status);
        return new ReadyResponse(status, JsonResponse.Serialize(writer => ErrorJson.WriteAll(writer, errors)), errors.Max(error => error.Wait));
    }

    /// <summary>Writes an answer with its errors.</summary>
    /// <remarks>
    /// An answer larger than <paramref name="limits"/> allow is replaced with an error, and so is an answer without data because the caller must
    /// wait, so that proxies and clients that check only the status detect it.
    /// </remarks>
    public static ReadyResponse WriteResult(string mediaType, ResponseData data, IReadOnlyList<FieldError> errors, DocumentLimits limits)
    {
        if (errors.Count > 0 && OnlyWaits(data, errors))
        {
            // A field selected several times has several errors, which are equal without their paths.
            var waits = errors.Select(error => error.Error).Where(IsWait).OrderByDescending(error => (error.Status, error.Wait))
                .DistinctBy(error => (error.Code, error.Message)).Take(limits.Errors);
            return WriteErrors(mediaType, [.. waits]);
        }

        var body = WriteBody(data, errors);
        if (body.Length > limits.AnswerBytes)
        {
            body.Dispose();
            return WriteErrors(mediaType, [DocumentErrors.Limit("answerBytes", limits.AnswerBytes)]);
        }
        var status = errors.Count > 0 && mediaType == MediaTypes.GraphQL ? ErrorCode.PartialSuccess : StatusCodes.Status200OK;
        return new ReadyResponse(status, body.Written, errors.Count == 0 ? 0 : errors.Max(error => error.Error.Wait), body);
    }

    public static Task SendAsync(HttpContext http, string mediaType, in ReadyResponse response)
    {
        if (response.Status == StatusCodes.Status405MethodNotAllowed) http.Response.Headers.Allow = "GET, HEAD, POST";
        if (response.Wait > 0) http.Response.Headers.RetryAfter = response.Wait.ToString(CultureInfo.InvariantCulture);
        var contentType = mediaType == MediaTypes.GraphQL ? "application/graphql-response+json; charset=utf-8" : "application/json; charset=utf-8";
        return JsonResponse.SendAsync(http, contentType, response.Status, response.Body);
    }

    private static JsonBuffer WriteBody(ResponseData data, IReadOnlyList<FieldError> errors)
    {
        var body = new JsonBuffer();
        try
        {
            if (errors.Count == 0) body.Write("{\"data\":"u8);
            else WriteFieldErrors(body, errors);
            data.CopyTo(body);
            body.Write((byte)'}');
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private static void WriteFieldErrors(JsonBuffer body, IReadOnlyList<FieldError> errors)
    {
        using var writer = new Utf8JsonWriter(body, JsonResponse.WriterOptions);
        writer.WriteStartObject();
        writer.WriteStartArray("errors");
        foreach (var (error, path) in errors) ErrorJson.Write(writer, error, path.Count == 0 ? null : path);
        writer.WriteEndArray();
        writer.WritePropertyName("data");
    }

    // Every field of the operation is null because of an error for which the caller should wait. Such an error below a field can also be the cause, but not
    // beside a failure of the gateway, which can be the cause too. Other refusals are of fields that can be null, so they do not make their parents null.
    private static bool OnlyWaits(ResponseData data, IReadOnlyList<FieldError> errors)
    {
        if (errors.Any(error => error.Error.Code == ErrorCode.Internal)) return false;
        if (data.NullFields is not { } fields) return errors.Any(error => IsWait(error.Error));
        return fields.Count == data.RootFields
            && fields.All(field => errors.Any(error => IsWait(error.Error) && error.Path is [string name, ..] && name == field));
    }

    private static bool IsWait(GatewayError error) =>
        error.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable;
}

/// <summary>Negotiates the two response formats of GraphQL over HTTP (RFC 9110, section 12.5.1).</summary>
internal static class MediaTypes
{
    /// <summary>The format whose status code distinguishes failed requests.</summary>
    public const string GraphQL = "application/graphql-response+json";

    /// <summary>The older format, with status 200 also for documents that cannot be parsed or validated.</summary>
    public const string Json = "application/json";

    private const string Html = "text/html";

    /// <summary>
    /// The content type for the response, by default JSON. If the caller accepts neither format, its header is ignored, as GraphQL over HTTP allows, so
    /// that the response remains readable.
    /// </summary>
    public static string Negotiate(HttpRequest request)
    {
        var header = request.Headers.Accept;

        // The usual headers, without parsing.
        if (header.Count == 0 || header == Json || header == "*/*") return Json;
        if (header == GraphQL) return GraphQL;
        if (!MediaTypeHeaderValue.TryParseList(header, out var accepted)) return Json;
        var (json, graphQL) = (Weigh(accepted, Json), Weigh(accepted, GraphQL));

        // With equal weights, a named format precedes one that only a wildcard includes; of two named formats, the first one.
        if (json.Quality != graphQL.Quality) return json.Quality > graphQL.Quality ? Json : GraphQL;
        return graphQL.Quality > 0 && graphQL.IsNamed && !(json.IsNamed && json.Index < graphQL.Index) ? GraphQL : Json;
    }

    /// <summary>Whether a browser requests a page: it names HTML and prefers it to both formats.</summary>
    public static bool WantsPage(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method) || request.Query.Count > 0) return false;
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)) return false;
        var html = Weigh(accepted, Html);
        return html is { IsNamed: true, Quality: > 0 }
            && html.Quality >= Math.Max(Weigh(accepted, Json).Quality, Weigh(accepted, GraphQL).Quality);
    }

    // The most specific range that includes a type applies: its name, then application/*, then */*.
    private static (double Quality, bool IsNamed, int Index) Weigh(IList<MediaTypeHeaderValue> accepted, string mediaType)
    {
        var subtype = mediaType.IndexOf('/', StringComparison.Ordinal);
        var (quality, specificity, index) = (0d, 0, int.MaxValue);
        for (var i = 0; i < accepted.Count; i++)
        {
            var range = accepted[i];
            var fits = IsSame(range.MediaType, mediaType) ? 3
                : range.MatchesAllSubTypes && !range.MatchesAllTypes && IsSame(range.Type, new StringSegment(mediaType, 0, subtype)) ? 2
                : range.MatchesAllTypes ? 1
                : 0;
            var weight = range.Quality ?? 1;

            // A refusal of one variant, such as another charset, does not apply to the gateway's formats.
            if (weight == 0 && fits == 3 && IsVariant(range)) continue;
            if (fits > specificity || (fits == specificity && fits > 0 && weight > quality)) (quality, specificity, index) = (weight, fits, i);
        }

        return (quality, specificity == 3, index);
    }

    private static bool IsVariant(MediaTypeHeaderValue range) =>
        range.Charset.HasValue && !range.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
        || range.Parameters.Any(parameter => !IsSame(parameter.Name, "q") && !IsSame(parameter.Name, "charset"));

    private static bool IsSame(StringSegment one, StringSegment other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
