using Microsoft.Net.Http.Headers;

namespace PartnerApi.GraphQL.Http;

/// <summary>Which of the two response formats of GraphQL over HTTP a caller accepts.</summary>
internal static class MediaTypes
{
    /// <summary>The format whose status code tells whether the request itself was good.</summary>
    public const string GraphQL = "application/graphql-response+json";

    /// <summary>The older format: a well-formed request is answered with 200, whatever its errors.</summary>
    public const string Json = "application/json";

    private const string Html = "text/html";

    /// <summary>The content type for the response; JSON when the caller does not say, or accepts neither.</summary>
    public static string Negotiate(HttpRequest request)
    {
        var header = request.Headers.Accept;

        // What nearly every client sends needs no parsing.
        if (header.Count == 0 || header == Json || header == "*/*") return Json;
        if (header == GraphQL) return GraphQL;
        if (!MediaTypeHeaderValue.TryParseList(header, out var accepted)) return Json;
        var best = accepted.OrderByDescending(type => type.Quality ?? 1)
            .FirstOrDefault(type => type.MediaType == GraphQL || type.MediaType == Json || type.MatchesAllTypes);
        return best?.MediaType == GraphQL ? GraphQL : Json;
    }

    /// <summary>Whether a person's browser asks for a page.</summary>
    public static bool WantsPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.Query.Count == 0
        && request.GetTypedHeaders().Accept.Any(type => type.MediaType == Html);
}
