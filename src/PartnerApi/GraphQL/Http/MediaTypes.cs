using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace PartnerApi.GraphQL.Http;

/// <summary>Which of the two response formats of GraphQL over HTTP a caller accepts (RFC 9110, section 12.5.1).</summary>
internal static class MediaTypes
{
    /// <summary>The format whose status code tells whether the request itself was good.</summary>
    public const string GraphQL = "application/graphql-response+json";

    /// <summary>The older format: documents that cannot be parsed or validated are answered with 200.</summary>
    public const string Json = "application/json";

    private const string Html = "text/html";

    /// <summary>
    /// The content type for the response. JSON when the caller does not say. When the caller accepts neither format, its header is disregarded,
    /// as GraphQL over HTTP allows: an error that cannot be read helps nobody.
    /// </summary>
    public static string Negotiate(HttpRequest request)
    {
        var header = request.Headers.Accept;

        // What nearly every client sends needs no parsing.
        if (header.Count == 0 || header == Json || header == "*/*") return Json;
        if (header == GraphQL) return GraphQL;
        if (!MediaTypeHeaderValue.TryParseList(header, out var accepted)) return Json;
        var (json, graphQL) = (Weigh(accepted, Json), Weigh(accepted, GraphQL));

        // Of two with one weight, the one that is named before the one that only a wildcard includes, and then the one that is named first.
        if (json.Quality != graphQL.Quality) return json.Quality > graphQL.Quality ? Json : GraphQL;
        return graphQL.Quality > 0 && graphQL.IsNamed && !(json.IsNamed && json.Index < graphQL.Index) ? GraphQL : Json;
    }

    /// <summary>Whether a person's browser asks for a page: it names HTML, and prefers it to both formats.</summary>
    public static bool WantsPage(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method) || request.Query.Count > 0) return false;
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)) return false;
        var html = Weigh(accepted, Html);
        return html is { IsNamed: true, Quality: > 0 }
            && html.Quality >= Math.Max(Weigh(accepted, Json).Quality, Weigh(accepted, GraphQL).Quality);
    }

    // The most specific range that includes a type decides about it: its own name, then application/*, then */*.
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

            // A refusal of one variant, such as another charset, is none of ours.
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
