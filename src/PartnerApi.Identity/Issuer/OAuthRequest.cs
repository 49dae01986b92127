using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using PartnerApi.Identity.SignIn;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace PartnerApi.Identity.Issuer;

/// <summary>Why a request to the issuer is refused before OpenIddict reads it.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Error">The code of RFC 6749, section 5.2.</param>
/// <param name="Description">What is wrong, for the developer of the client.</param>
internal sealed record OAuthRefusal(int Status, string Error, string Description)
{
    /// <summary>A request that is not well-formed.</summary>
    public static OAuthRefusal Invalid(string description) => new(StatusCodes.Status400BadRequest, Errors.InvalidRequest, description);
}

/// <summary>
/// Checks the form of a request to the issuer. OpenIddict reads a repeated parameter as absent, so that a repeated <c>scope</c> would ask for every
/// scope; and it passes on text that no database can hold.
/// </summary>
internal static class OAuthRequest
{
    private const string FormType = "application/x-www-form-urlencoded";
    private const int ShortestProof = 43, LongestProof = 128;

    // RFC 7636, section 4.1: the unreserved characters.
    private static readonly SearchValues<char> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What is wrong with a request; null when OpenIddict may read it.</summary>
    /// <param name="http">The request.</param>
    /// <param name="isSignIn">Whether it is for the authorization endpoint, where a single client is known: any other id is refused alike, looked up or not.</param>
    public static async Task<OAuthRefusal?> CheckAsync(HttpContext http, bool isSignIn)
    {
        var request = http.Request;
        if (CheckAuthorization(request.Headers.Authorization) is { } unproven) return unproven;
        if (!IsForm(request)) return CheckParameters([.. request.Query], isSignIn);
        if (CheckMediaType(request.ContentType!) is { } unread) return unread;
        try
        {
            var form = await request.ReadFormAsync(http.RequestAborted);
            return CheckParameters([.. request.Query, .. form], isSignIn);
        }
        catch (Exception error) when (error is InvalidDataException or InvalidOperationException)
        {
            // Too many or too long members, or escapes that stand for no text.
            return OAuthRefusal.Invalid("The form cannot be read.");
        }
        catch (IOException error) when (error is not BadHttpRequestException and not ConnectionResetException)
        {
            throw new BadHttpRequestException("The body does not follow HTTP.", error); // Nothing but the connection is read here.
        }
    }

    /// <summary>Whether a request holds the one kind of form that OAuth knows.</summary>
    public static bool IsForm(HttpRequest request) => request.ContentType?.StartsWith(FormType, StringComparison.OrdinalIgnoreCase) is true;

    private static OAuthRefusal? CheckMediaType(string contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            ? null
            : OAuthRefusal.Invalid($"The content type is {FormType}, in UTF-8.");

    private static OAuthRefusal? CheckParameters(IReadOnlyList<KeyValuePair<string, StringValues>> parameters, bool isSignIn)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, values) in parameters)
        {
            if (values.Count > 1 || !seen.Add(name)) return OAuthRefusal.Invalid("A parameter is given more than once (RFC 6749, section 3.1).");
            var value = values.ToString();
            if (!IsText(name) || !IsText(value)) return OAuthRefusal.Invalid("A parameter holds a control character, or is not valid Unicode.");
            if (isSignIn && name == Parameters.ClientId && value != StatisticsClient.Id) return OAuthRefusal.Invalid("People cannot sign in for this client_id.");
            if (name is Parameters.CodeChallenge or Parameters.CodeVerifier && !IsProof(value))
            {
                return OAuthRefusal.Invalid(
                    $"{name} has {ShortestProof} to {LongestProof} characters from A-Z, a-z, 0-9, '-', '.', '_' and '~' (RFC 7636, section 4.1).");
            }
        }
        return null;
    }

    // RFC 6749, section 5.2: a client that tried the header is told which scheme it takes.
    private static OAuthRefusal? CheckAuthorization(StringValues headers)
    {
        if (headers.Count > 1) return OAuthRefusal.Invalid("There is more than one Authorization header.");
        var (scheme, credentials) = headers.ToString().Split(' ', 2) is [var first, var rest] ? (first, rest) : (headers.ToString(), "");
        if (!scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)) return null;
        return IsCredentials(credentials.Trim()) ? null : Unproven;
    }

    private static OAuthRefusal Unproven { get; } = new(StatusCodes.Status401Unauthorized, Errors.InvalidClient, OAuthResponses.UnknownClient);

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

    // What a database can hold, and a log line show. A lone surrogate has no UTF-8.
    private static bool IsText(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || Rune.IsControl(rune)) return false;
        }
        return true;
    }
}
