using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace PartnerApi.GraphQL.Http;

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
