using System.Net;
using PartnerApi.Http;
using PartnerApi.Site;

namespace PartnerApi.Statistics.Pages;

/// <summary>
/// Serves the statistics pages. They are the same for everybody and contain no statistics: a script in the browser requests those with the token of the
/// signed-in analyst.
/// </summary>
internal static class StatisticsPages
{
    private const string Path = "/statistics";
    private const string Resources = "PartnerApi.Statistics.Pages.";

    // Scripts, styles and connections are limited to this origin, and no inline script or style runs.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

    private static readonly EndpointRule Everybody = new("everybody; pages without statistics");

    /// <summary>Maps the pages and their files below <c>/statistics</c>.</summary>
    /// <param name="app">The gateway.</param>
    /// <param name="issuer">The address of the issuer at which analysts sign in. The pages are below it.</param>
    public static void MapStatisticsPages(this IEndpointRouteBuilder app, string issuer)
    {
        const string index = "index.html";
        var page = WebAsset.Create(index, WebAsset.ReadText(Resources + index).Replace("{{issuer}}", WebUtility.HtmlEncode(issuer), StringComparison.Ordinal));
        app.MapMethods(Path, [HttpMethods.Get, HttpMethods.Head], http => http.Request.Path.Value!.EndsWith('/')
            ? page.SendAsync(http, Policy)
            : RedirectAsync(http)).WithMetadata(Everybody);
        foreach (var name in (string[])["app.js", "app.css", "icon.svg"])
        {
            var asset = WebAsset.Load(Resources + name);
            app.MapMethods($"{Path}/assets/{name}", [HttpMethods.Get, HttpMethods.Head], http => asset.SendAsync(http, Policy)).WithMetadata(Everybody);
        }
    }

    // Addresses in the page are relative, so that a proxy can serve the gateway below a path.
    private static Task RedirectAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
        http.Response.Headers.Location = "statistics/";
        return Task.CompletedTask;
    }
}
