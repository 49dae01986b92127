using PartnerApi.GraphQL;

namespace PartnerApi.Site;

/// <summary>Leads people who open <c>/graphql</c> in a browser to the page about the first request.</summary>
internal sealed class FirstRequestRedirect : IBrowserPage
{
    // Relative, so that a proxy can serve the gateway below a path.
    private const string Page = "integrate/first-request";

    /// <inheritdoc/>
    public Task WriteAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status303SeeOther;

        // The router ignores a slash at the end; the browser does not.
        http.Response.Headers.Location = http.Request.Path.Value!.EndsWith('/') ? "../" + Page : Page;
        http.Response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}
