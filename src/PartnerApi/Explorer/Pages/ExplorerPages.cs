using System.Net;
using PartnerApi.Http;
using PartnerApi.Http.Pages;
using PartnerApi.Sandbox;
using PartnerApi.Site;

namespace PartnerApi.Explorer.Pages;

/// <summary>
/// Serves the explorer's page and its files. They are the same for everybody and contain no schema: a script in the browser requests that with the caller's token.
/// </summary>
internal static class ExplorerPages
{
    /// <summary>The link to the explorer, in the navigation of every page.</summary>
    public static readonly PageLink Link = new("explorer/", "Explorer");

    private const string Path = "/explorer";
    private const string Resources = "PartnerApi.Explorer.Pages.";
    private const string Index = "index.html";

    // The editor sets inline styles, for the position of each line. Scripts, workers, and connections are limited to this origin, as on every page.
    private const string Policy =
        "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

    private static readonly EndpointRule Everybody = new("everybody; the explorer without a schema");

    /// <summary>Maps the page and its files below <c>/explorer</c>.</summary>
    /// <param name="app">The gateway.</param>
    /// <param name="frame">The common frame of all pages.</param>
    /// <param name="hasClients">Whether the page has buttons that sign in as the sandbox's clients. Their secret is public.</param>
    /// <param name="examples">The example requests as JSON.</param>
    public static void MapExplorerPages(this IEndpointRouteBuilder app, PageFrame frame, bool hasClients, string examples)
    {
        var page = WebAsset.Create(Index, WebAsset.ReadText(Resources + Index)
            .Replace("{{header}}", frame.Header("../", Link.Address), StringComparison.Ordinal)
            .Replace("{{clients}}", hasClients ? Clients() : "", StringComparison.Ordinal));
        app.MapMethods(Path, [HttpMethods.Get, HttpMethods.Head], http => http.Request.Path.Value!.EndsWith('/')
            ? page.SendAsync(http, Policy)
            : RedirectAsync(http)).WithMetadata(Everybody);
        Map($"{Path}/examples.json", () => WebAsset.Create("examples.json", examples));
        foreach (var name in Files) Map($"{Path}/assets/{name}", () => WebAsset.Load(Resources + name));

        // Compressing the editor takes a second, so it waits for the first visitor.
        void Map(string path, Func<WebAsset> load)
        {
            var asset = new Lazy<WebAsset>(load);
            app.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], http => asset.Value.SendAsync(http, Policy)).WithMetadata(Everybody);
        }
    }

    /// <summary>The names of the files below <c>/explorer/assets</c>.</summary>
    private static IEnumerable<string> Files => typeof(ExplorerPages).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Resources, StringComparison.Ordinal) && name != Resources + Index)
        .Select(name => name[Resources.Length..]);

    private static string Clients() => $"""
        <h3 id="clients-title">As a client of the sandbox</h3>
        <ul class="clients" aria-labelledby="clients-title" data-secret="{SandboxPartners.Secret}">
        {string.Concat(SandboxPartners.All.Select(Button))}</ul>
        <h3>With a token</h3>
        """;

    private static string Button(SandboxPartner partner) => $"""
        <li><button type="button" data-client="{partner.Id}"><strong>{WebUtility.HtmlEncode(partner.Name)}</strong><span>{partner.Audience}</span></button></li>

        """;

    // Addresses in the page are relative, so that a proxy can serve the gateway below a path.
    private static Task RedirectAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
        http.Response.Headers.Location = "explorer/";
        return Task.CompletedTask;
    }
}
