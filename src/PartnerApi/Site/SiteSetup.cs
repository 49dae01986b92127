using PartnerApi.Core;
using PartnerApi.Http;
using PartnerApi.Http.Pages;
using PartnerApi.Identity;

namespace PartnerApi.Site;

/// <summary>Maps the developer site.</summary>
internal static class SiteSetup
{
    /// <summary>Scripts, styles, fonts, and connections are limited to the gateway, and no inline script or style runs.</summary>
    public const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; "
        + "base-uri 'none'";

    private const string Search = "search.json";
    private const string Assets = "PartnerApi.Site.Web.";

    private static readonly EndpointRule Everybody = new("everybody; the documentation");

    /// <summary>Adds the frame of the pages. Other features add their <see cref="PageLink"/>s, in the order of the navigation.</summary>
    public static void AddSite(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PageFrame>();
        builder.Services.AddSingleton<SiteLayout>();
        builder.Services.AddSingleton<NotFoundPages>();
        builder.Services.AddSingleton(SiteLayout.Documentation);
    }

    /// <summary>Maps the pages at the root of the gateway, and their files below <c>/assets</c>.</summary>
    public static void MapSite(this WebApplication app, TokenSettings tokens)
    {
        // The embedded issuer's address is the gateway's public address. With an external issuer, it is not known.
        var site = new DocumentationSite(app.Environment.IsSandbox() && !tokens.IsExternal ? tokens.Issuer : null, app.Services.GetRequiredService<SiteLayout>());
        foreach (var address in DocumentationSite.Addresses)
        {
            app.MapMethods("/" + address, [HttpMethods.Get, HttpMethods.Head], http => IsCanonical(http.Request.Path.Value!, address)
                ? site[address].SendAsync(http, Policy)
                : RedirectAsync(http, address)).WithMetadata(Everybody);
        }
        foreach (var address in SchemaReference.Downloads)
            app.MapMethods("/" + address, [HttpMethods.Get, HttpMethods.Head], http => site[address].SendAsync(http, Policy)).WithMetadata(Everybody);
        app.MapMethods("/" + Search, [HttpMethods.Get, HttpMethods.Head], http => site[Search].SendAsync(http, Policy)).WithMetadata(Everybody);
        foreach (var (name, asset) in Files())
            app.MapMethods($"/assets/{name}", [HttpMethods.Get, HttpMethods.Head], http => asset.SendAsync(http, Policy)).WithMetadata(Everybody);
        foreach (var (path, image) in ContentImages.All)
        {
            var asset = new Lazy<WebAsset>(() => ContentImages.Load(path));
            app.MapMethods("/" + image.Address, [HttpMethods.Get, HttpMethods.Head], http => asset.Value.SendAsync(http, ContentImages.Policy)).WithMetadata(Everybody);
        }
        app.Use(app.Services.GetRequiredService<NotFoundPages>().AnswerAsync);
    }

    private static IEnumerable<(string Name, WebAsset Asset)> Files() =>
    [
        ("site.css", WebAsset.Create("site.css", PageFrame.Style + WebAsset.ReadText(Assets + "site.css"))),
        ("icon.svg", WebAsset.Create("icon.svg", PageFrame.Mark)),
        .. ((string[])["site.js", "public-sans.woff2", "public-sans.txt"]).Select(name => (name, WebAsset.Load(Assets + name))),
    ];

    // The router ignores a slash at the end. Relative links on a page need the right number of slashes.
    private static bool IsCanonical(string path, string address) => path.EndsWith('/') == (address.Length == 0 || address.EndsWith('/'));

    // Relative, so that a proxy can serve the gateway below a path.
    private static Task RedirectAsync(HttpContext http, string address)
    {
        var last = address.TrimEnd('/').Split('/')[^1];
        http.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
        http.Response.Headers.Location = address.EndsWith('/') ? last + "/" : $"../{last}";
        return Task.CompletedTask;
    }
}
