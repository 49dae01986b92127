using System.Net;
using System.Text;
using PartnerApi.Core;
using PartnerApi.GraphQL;
using PartnerApi.Identity;

namespace PartnerApi.Site;

/// <summary>
/// The page for people who open the address in a browser: instructions with commands for a terminal. In the sandbox the commands work unchanged, otherwise
/// with the partner's credentials.
/// </summary>
internal sealed class QuickStartPage : IBrowserPage
{
    private readonly byte[] page;

    public QuickStartPage(TokenSettings tokens, IHostEnvironment environment)
    {
        using var resource = typeof(QuickStartPage).Assembly.GetManifestResourceStream("PartnerApi.Site.QuickStartPage.html")!;
        using var reader = new StreamReader(resource, Encoding.UTF8);

        // The embedded issuer's address is the gateway's public address. With an external issuer, neither its token endpoint nor the public address is known.
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

    /// <summary>Writes the page. It has no script and no other files.</summary>
    public async Task WriteAsync(HttpContext http)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.ContentLength = page.Length;
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.Body.WriteAsync(page, http.RequestAborted);
    }
}
