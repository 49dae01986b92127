using System.Net;
using PartnerApi.Http;
using PartnerApi.Http.Pages;
using PartnerApi.Site;

namespace PartnerApi.Statistics.Pages;

/// <summary>
/// Serves the statistics pages. They are the same for everybody and contain no statistics: a script in the browser requests those with the token of the
/// signed-in analyst.
/// </summary>
internal static class StatisticsPages
{
    private static readonly PageLink Link = new("statistics/", "Statistics");

    private const string Path = "/statistics";
    private const string Resources = "PartnerApi.Statistics.Pages.";

    private static readonly EndpointRule Everybody = new("everybody; pages without statistics");

    /// <summary>Adds the link to the statistics to the navigation of every page.</summary>
    public static void AddStatisticsPages(this IHostApplicationBuilder builder) => builder.Services.AddSingleton(Link);

    /// <summary>Maps the pages and their files below <c>/statistics</c>.</summary>
    /// <param name="app">The gateway.</param>
    /// <param name="frame">The common frame of all pages.</param>
    /// <param name="issuer">The address of the issuer at which analysts sign in. The pages are below it.</param>
    public static void MapStatisticsPages(this IEndpointRouteBuilder app, PageFrame frame, string issuer)
    {
        const string index = "index.html";
        var page = WebAsset.Create(index, WebAsset.ReadText(Resources + index)
            .Replace("{{header}}", frame.Header("../", Link.Address), StringComparison.Ordinal)
            .Replace("{{issuer}}", WebUtility.HtmlEncode(issuer), StringComparison.Ordinal));
        app.MapMethods(Path, [HttpMethods.Get, HttpMethods.Head], http => http.Request.Path.Value!.EndsWith('/')
            ? page.SendAsync(http, SiteSetup.Policy)
            : RedirectAsync(http)).WithMetadata(Everybody);
        foreach (var name in (string[])["app.js", "app.css"])
        {
            var asset = WebAsset.Load(Resources + name);
            app.MapMethods($"{Path}/assets/{name}", [HttpMethods.Get, HttpMethods.Head], http => asset.SendAsync(http, SiteSetup.Policy)).WithMetadata(Everybody);
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
