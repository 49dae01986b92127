namespace PartnerApi.GraphQL.Http;

/// <summary>The page a person sees who opens the address in a browser: how to ask.</summary>
internal static class AskingPage
{
    private static readonly byte[] Page = Load();

    /// <summary>Writes the page. It holds no script and fetches nothing.</summary>
    public static async Task WriteAsync(HttpContext http)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.ContentLength = Page.Length;
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.Body.WriteAsync(Page, http.RequestAborted);
    }

    private static byte[] Load()
    {
        using var resource = typeof(AskingPage).Assembly.GetManifestResourceStream("PartnerApi.GraphQL.Http.AskingPage.html")!;
        var page = new byte[resource.Length];
        resource.ReadExactly(page);
        return page;
    }
}
