using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using OpenIddict.Abstractions;
using PartnerApi.Http.Pages;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace PartnerApi.Identity.SignIn;

/// <summary>
/// The sign-in page, with fields for name and password. It has no script and no cookies: the parameters of the request for a code are in its form. It contains
/// the style of all pages, and loads only their font, without which it is readable as well.
/// </summary>
internal sealed partial class SignInPage(PageFrame frame)
{
    private const string Resources = "PartnerApi.Identity.SignIn.SignInPage.";
    private const string Title = "Sign in: card program statistics";

    // The parameters of a request for a code that the endpoint uses; others are dropped.
    private static readonly string[] KeptParameters =
    [
        Parameters.ClientId, Parameters.RedirectUri, Parameters.ResponseType, Parameters.ResponseMode, Parameters.Scope, Parameters.State,
        Parameters.CodeChallenge, Parameters.CodeChallengeMethod,
    ];

    private static readonly string Template = Read("html");
    private static readonly string Style = PageFrame.Style + Read("css");
    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Hash(Style)}'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    // The page is at connect/authorize.
    private readonly string header = frame.Header("../", current: null);

    /// <summary>Writes the page, with an error message if there was an error.</summary>
    /// <param name="http">Receives the page as its response.</param>
    /// <param name="request">The OAuth request, checked by OpenIddict.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="problem">The error message, one sentence for the person; null without an error.</param>
    public Task WriteAsync(HttpContext http, OpenIddictRequest request, int status, string? problem)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
        return response.WriteAsync(Fill(request, problem), http.RequestAborted);
    }

    private string Fill(OpenIddictRequest request, string? problem)
    {
        var fields = KeptParameters.Select(name => (Name: name, Value: (string?)request[name])).Where(field => field.Value is not null)
            .Select(field => $"""<input type="hidden" name="{field.Name}" value="{Encoded(field.Value!)}">""");

        // In one pass, because typed text can look like a placeholder.
        return Placeholder().Replace(Template, part => part.Groups["name"].Value switch
        {
            "style" => Style,
            "header" => header,
            "title" => problem is null ? Title : $"Error: {Title}",
            "alert" => problem is null ? "" : $"""<p class="notice bad" role="alert" id="problem">{Encoded(problem)}</p>""",
            "invalid" => problem is null ? "" : """ aria-invalid="true" aria-describedby="problem" """,
            "name" => Encoded(request.Username ?? ""),
            "fields" => string.Join('\n', fields),
            var other => throw new InvalidOperationException($"The page has an unknown placeholder {other}."),
        });
    }

    [GeneratedRegex("""\{\{(?<name>[a-z]+)\}\}""")]
    private static partial Regex Placeholder();

    private static string Encoded(string text) => HtmlEncoder.Default.Encode(text);

    private static string Hash(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Read(string extension)
    {
        using var resource = typeof(SignInPage).Assembly.GetManifestResourceStream(Resources + extension)!;
        using var reader = new StreamReader(resource, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
