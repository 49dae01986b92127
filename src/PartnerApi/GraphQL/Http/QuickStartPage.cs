using System.Net;
using System.Text;
using PartnerApi.Core;
using PartnerApi.Identity;

namespace PartnerApi.GraphQL.Http;

/// <summary>
/// The page a person sees who opens the address in a browser: how to ask, in lines that can be pasted. In the sandbox they run as they are, elsewhere
/// with the partner's own credentials.
/// </summary>
internal sealed class QuickStartPage
{
    private readonly byte[] page;

    /// <summary>Fills the page in.</summary>
    public QuickStartPage(TokenSettings tokens, IHostEnvironment environment)
    {
        using var resource = typeof(QuickStartPage).Assembly.GetManifestResourceStream("PartnerApi.GraphQL.Http.QuickStartPage.html")!;
        using var reader = new StreamReader(resource, Encoding.UTF8);

        // The embedded issuer's address is the gateway's own, as partners know it. With another issuer neither that one's token endpoint nor this address is known.
        var gateway = tokens.IsExternal ? "https://GATEWAY" : tokens.Issuer.TrimEnd('/');
        var isSandbox = environment.IsSandbox();
        page = Encoding.UTF8.GetBytes(new StringBuilder(reader.ReadToEnd())
            .Replace("{{gateway}}", WebUtility.HtmlEncode(gateway))
            .Replace("{{token}}", WebUtility.HtmlEncode(tokens.IsExternal ? "https://TOKEN-ENDPOINT" : gateway + "/connect/token"))
            .Replace("{{client}}", isSandbox ? "harbor-bank" : "'YOUR CLIENT'")
            .Replace("{{secret}}", isSandbox ? "sandbox" : "'YOUR SECRET'")
            .Replace("{{number}}", isSandbox ? "0000000000000195" : "'CARD NUMBER'")
            .Replace("{{purpose}}", isSandbox ? "ACCOUNT_OPENING" : "'PURPOSE'")
            .ToString());
    }

    /// <summary>Writes the page. It holds no script and fetches nothing.</summary>
    public async Task WriteAsync(HttpContext http)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.ContentLength = page.Length;
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.Body.WriteAsync(page, http.RequestAborted);
    }
}
