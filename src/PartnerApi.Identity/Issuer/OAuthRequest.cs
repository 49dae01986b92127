using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using PartnerApi.Identity.Credentials;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace PartnerApi.Identity.Issuer;

/// <summary>The reason why a request to the issuer is refused before OpenIddict handles it.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Error">The code of RFC 6749, section 5.2.</param>
/// <param name="Description">A description of the error for the developer of the client.</param>
internal sealed record OAuthRefusal(int Status, string Error, string Description)
{
    public static OAuthRefusal Invalid(string description) => new(StatusCodes.Status400BadRequest, Errors.InvalidRequest, description);
}

/// <summary>
/// Checks the format of a request to the issuer. OpenIddict treats a repeated parameter as absent, so that a repeated <c>scope</c> would request all
/// scopes, and it accepts text that a database cannot store.
/// </summary>
internal static class OAuthRequest
{
    private const string FormType = "application/x-www-form-urlencoded";
    private const int ShortestProof = 43, LongestProof = 128;

    // RFC 7636, section 4.1: the unreserved characters.
    private static readonly SearchValues<char> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The reason to refuse a request; null if OpenIddict may handle it.</summary>
    /// <param name="http">The request.</param>
    /// <param name="isSignIn">Whether it is for the authorization endpoint, which has a single client: other ids are refused without a lookup.</param>
    public static async Task<OAuthRefusal?> CheckAsync(HttpContext http, bool isSignIn)
    {
        var request = http.Request;
        if (CheckAuthorization(request.Headers.Authorization) is { } refused) return refused;
        if (!IsForm(request)) return CheckParameters([.. request.Query], isSignIn);
        if (CheckMediaType(request.ContentType!) is { } unsupported) return unsupported;
        try
        {
            var form = await request.ReadFormAsync(http.RequestAborted);
            return CheckParameters([.. request.Query, .. form], isSignIn);
        }
        catch (Exception error) when (error is InvalidDataException or InvalidOperationException)
        {
            // Too many or too long fields, or invalid escapes.
            return OAuthRefusal.Invalid("The form cannot be read.");
        }
        catch (IOException error) when (error is not BadHttpRequestException and not ConnectionResetException)
        {
            throw new BadHttpRequestException("The body does not follow HTTP.", error); // Only the connection is read here.
        }
    }

    /// <summary>Whether the body of a request is a form of the type that OAuth uses.</summary>
    public static bool IsForm(HttpRequest request) => request.ContentType?.StartsWith(FormType, StringComparison.OrdinalIgnoreCase) is true;

    private static OAuthRefusal? CheckMediaType(string contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            ? null
            : OAuthRefusal.Invalid($"The content type must be {FormType}, in UTF-8.");

    private static OAuthRefusal? CheckParameters(IReadOnlyList<KeyValuePair<string, StringValues>> parameters, bool isSignIn)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, values) in parameters)
        {
            if (values.Count > 1 || !seen.Add(name)) return OAuthRefusal.Invalid("A parameter is given more than once (RFC 6749, section 3.1).");
            var value = values.ToString();
            if (!IsText(name) || !IsText(value)) return OAuthRefusal.Invalid("A parameter contains a control character or is not valid Unicode.");
            if (isSignIn && name == Parameters.ClientId && value != StatisticsClient.Id) return OAuthRefusal.Invalid("The sign-in is not available for this client_id.");
            if (name is Parameters.CodeChallenge or Parameters.CodeVerifier && !IsProof(value))
            {
                return OAuthRefusal.Invalid(
                    $"{name} has {ShortestProof} to {LongestProof} characters from A-Z, a-z, 0-9, '-', '.', '_' and '~' (RFC 7636, section 4.1).");
            }
        }
        return null;
    }

    // RFC 6749, section 5.2: the response to a client that used the header names the scheme.
    private static OAuthRefusal? CheckAuthorization(StringValues headers)
    {
        if (headers.Count > 1) return OAuthRefusal.Invalid("There is more than one Authorization header.");
        var (scheme, credentials) = headers.ToString().Split(' ', 2) is [var first, var rest] ? (first, rest) : (headers.ToString(), "");
        if (!scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)) return null;
        return IsCredentials(credentials.Trim()) ? null : InvalidCredentials;
    }

    private static OAuthRefusal InvalidCredentials { get; } = new(StatusCodes.Status401Unauthorized, Errors.InvalidClient, OAuthResponses.UnknownClient);

    private static bool IsCredentials(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length)) return false;
        try
        {
            var text = StrictUtf8.GetString(bytes, 0, length);
            return text.Contains(':') && IsText(Uri.UnescapeDataString(text));
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static bool IsProof(string value) =>
        value.Length is >= ShortestProof and <= LongestProof && !value.AsSpan().ContainsAnyExcept(Unreserved);

    // Text that a database can store and a log line can show. A lone surrogate has no UTF-8.
    private static bool IsText(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || Rune.IsControl(rune)) return false;
        }
        return true;
    }
}
