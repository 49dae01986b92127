using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using PartnerApi.Tokens.Issuer;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace PartnerApi.Tokens.SignIn;

/// <summary>
/// The authorization endpoint (RFC 6749, section 3.1), behind OpenIddict's checks of client, redirect address and PKCE: it asks a person for name
/// and password, and sends them back with a code. Nobody stays signed in: there is no cookie, so no other page can act for the person.
/// </summary>
internal sealed class SignInEndpoint(AccountPasswords passwords, SignInPace pace, ActiveClients clients)
{
    private const string Wrong = "Name or password is not right.";
    private const string TooOften = "Too many attempts failed. Try again in a few minutes.";
    private const string NotActive = "Your organization's agreement is not in force, or the account is suspended.";

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        var request = http.GetOpenIddictServerRequest()
            ?? throw new InvalidOperationException("The issuer lets no request through that it has not read.");
        if (!HttpMethods.IsPost(http.Request.Method) || request.GetParameter(Parameters.Password) is null)
        {
            await SignInPage.WriteAsync(http, request, StatusCodes.Status200OK, null);
            return;
        }

        var (name, password) = (request.Username ?? "", request.Password ?? "");
        if (pace.TryTake(name) is { } wait)
        {
            http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await SignInPage.WriteAsync(http, request, StatusCodes.Status429TooManyRequests, TooOften);
        }
        else if (!await passwords.AreRightAsync(name, password, http.RequestAborted))
        {
            await SignInPage.WriteAsync(http, request, StatusCodes.Status403Forbidden, Wrong);
        }
        else
        {
            pace.GiveBack(name);
            if (clients.Find(name) is null) await SignInPage.WriteAsync(http, request, StatusCodes.Status403Forbidden, NotActive);
            else await http.SignInAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, Principal(name, request));
        }
    }

    private static ClaimsPrincipal Principal(string name, OpenIddictRequest request)
    {
        var identity = new ClaimsIdentity("account");
        identity.SetClaim(Claims.Subject, name);
        identity.SetClaim(UsedCodes.IdClaim, RandomNumberGenerator.GetHexString(32, lowercase: true));
        identity.SetScopes(request.GetScopes());
        return new ClaimsPrincipal(identity);
    }
}
