using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using PartnerApi.Http;

namespace PartnerApi.Statistics.Pages;

/// <summary>
/// Serves the statistics pages. They are the same for everybody and contain no statistics: a script in the browser requests those with the token of the
/// signed-in analyst.
/// </summary>
internal static class StatisticsPages
{
    private const string Path = "/statistics";

    // Scripts, styles and connections are limited to this origin, and no inline script or style runs.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

    private static readonly EndpointRule Everybody = new("everybody; pages without statistics");

    /// <summary>Maps the pages and their files below <c>/statistics</c>.</summary>
    /// <param name="app">The gateway.</param>
    /// <param name="issuer">The address of the issuer at which analysts sign in. The pages are below it.</param>
    public static void MapStatisticsPages(this IEndpointRouteBuilder app, string issuer)
    {
        var page = PageAsset.Load("index.html", text => text.Replace("{{issuer}}", System.Net.WebUtility.HtmlEncode(issuer), StringComparison.Ordinal));
        app.MapMethods(Path, [HttpMethods.Get, HttpMethods.Head], http => http.Request.Path.Value!.EndsWith('/')
            ? WriteAsync(http, page)
            : RedirectAsync(http)).WithMetadata(Everybody);
        foreach (var asset in ((string[])["app.js", "app.css", "icon.svg"]).Select(name => PageAsset.Load(name, text => text)))
        {
            app.MapMethods($"{Path}/assets/{asset.Name}", [HttpMethods.Get, HttpMethods.Head], http => WriteAsync(http, asset)).WithMetadata(Everybody);
        }
    }

    // Addresses in the page are relative, so that a proxy can serve the gateway below a path.
    private static Task RedirectAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
        http.Response.Headers.Location = "statistics/";
        return Task.CompletedTask;
    }

    private static async Task WriteAsync(HttpContext http, PageAsset asset)
    {
        var (request, headers) = (http.Request.Headers, http.Response.Headers);
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";

        // The browser revalidates each time and receives the content only if it changed.
        headers.CacheControl = "no-cache";
        headers.ETag = asset.Tag;
        headers.Vary = HeaderNames.AcceptEncoding;
        if (request.IfNoneMatch.Contains(asset.Tag))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var isPacked = AcceptsGzip(request.AcceptEncoding);
        var bytes = isPacked ? asset.Packed : asset.Bytes;
        if (isPacked) headers.ContentEncoding = "gzip";
        http.Response.ContentType = asset.Type;
        http.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    private static bool AcceptsGzip(StringValues accepted) =>
        StringWithQualityHeaderValue.TryParseList(accepted, out var codings) && codings.Any(coding => coding.Value == "gzip" && coding.Quality != 0);
}
