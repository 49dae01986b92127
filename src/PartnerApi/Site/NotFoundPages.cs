using Microsoft.Net.Http.Headers;

namespace PartnerApi.Site;

/// <summary>
/// Answers a browser at an unknown address with a page. The page does not contain the address; only the number of its folders matters, because links are
/// relative, so that a proxy can serve the gateway below a path.
/// </summary>
internal sealed class NotFoundPages
{
    // Deeper addresses get no page: their links would be long, and the page with them.
    private const int MostFolders = 8;

    private readonly Lazy<WebAsset>[] pages;

    public NotFoundPages(SiteLayout layout) => pages =
    [
        .. Enumerable.Range(0, MostFolders + 1)
            .Select(folders => ContentPage.RootFrom(new string('/', folders)))
            .Select(root => new Lazy<WebAsset>(() => WebAsset.Create("page.html", layout.NotFound(root)))),
    ];

    /// <summary>Responds, or passes on a request that is not a browser's, or has an endpoint.</summary>
    public Task AnswerAsync(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint() is not null || !HttpMethods.IsGet(http.Request.Method) || !NamesHtml(http.Request)) return next(http);
        var folders = http.Request.Path.Value.AsSpan().Count('/') - 1;
        if (folders is < 0 or > MostFolders) return next(http);
        return pages[folders].Value.SendAsync(http, SiteSetup.Policy, StatusCodes.Status404NotFound);
    }

    // Programs accept everything; only browsers name HTML.
    private static bool NamesHtml(HttpRequest request) => MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.Any(range => range.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase) && range.Quality != 0);
}
