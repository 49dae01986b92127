using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using PartnerApi.Http.Pages;
using PartnerApi.Identity.Attempts;
using PartnerApi.Identity.Credentials;
using PartnerApi.Identity.Issuer;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace PartnerApi.Identity.SignIn;

/// <summary>
/// The authorization endpoint (RFC 6749, section 3.1), after OpenIddict's checks of client, redirect address, and PKCE: a page for name and password, and a
/// redirect with a code. The issuer stores no sessions and sets no cookies, so no other page can act for the person.
/// </summary>
internal sealed class SignInEndpoint(
    AccountPasswords passwords, ActiveClients clients, PageFrame frame, AttemptSettings settings, TimeProvider time, ILogger<AttemptThrottle> logger) : IDisposable
{
    private const int BusySeconds = 5;
    private const string Wrong = "The name or password is incorrect.";
    private const string TooOften = "There were too many failed attempts. Try again in a few minutes.";
    private const string Busy = "Too many people are signing in. Try again in a few seconds.";
    private const string NotActive = "Your organization's agreement is not in force, or the account is suspended.";

    private readonly SignInPage page = new(frame);
    private readonly AttemptThrottle throttle = new("Sign-ins", settings, time, logger);

    public async Task HandleAsync(HttpContext http)
    {
        // The router also accepts a slash at the end of the address. The issuer does not, so it has not checked the request.
        if (http.GetOpenIddictServerRequest() is not { } request)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        if (!HttpMethods.IsPost(http.Request.Method) || request.GetParameter(Parameters.Password) is null)
        {
            await page.WriteAsync(http, request, StatusCodes.Status200OK, null);
            return;
        }

        var (name, password, source) = (request.Username ?? "", request.Password ?? "", SourceAddress.Of(http));
        var verdict = throttle.Take(name, source);
        if (verdict.Wait is { } wait)
        {
            await RefuseAsync(http, request, StatusCodes.Status429TooManyRequests, (int)Math.Ceiling(wait.TotalSeconds), TooOften);
            return;
        }
        PasswordCheck? check = null;
        try
        {
            if (verdict.Delay > TimeSpan.Zero) await Task.Delay(verdict.Delay, time, http.RequestAborted);
            check = await passwords.CheckAsync(name, password, source, http.RequestAborted);
        }
        finally
        {
            // Also runs if the store fails. Then the password was not found to be wrong, so the attempt does not count.
            throttle.End(name, source, verdict, isWrong: check is { IsRight: false });
        }
        switch (check)
        {
            case null:
                await RefuseAsync(http, request, StatusCodes.Status503ServiceUnavailable, BusySeconds, Busy);
                break;
            case { IsRight: false }:
                await page.WriteAsync(http, request, StatusCodes.Status403Forbidden, Wrong);
                break;
            case { } right:
                throttle.Remember(name, source);
                if (clients.Find(name) is null) await page.WriteAsync(http, request, StatusCodes.Status403Forbidden, NotActive);
                else await SignInAsync(http, PersonSession.Start(name, right.Version, time.GetUtcNow()), request);
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => throttle.Dispose();

    private Task RefuseAsync(HttpContext http, OpenIddictRequest request, int status, int seconds, string problem)
    {
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return page.WriteAsync(http, request, status, problem);
    }

    // The response is a redirect whose address can contain the code: it is not cached, and the next page does not send it as a referrer.
    private static Task SignInAsync(HttpContext http, PersonSession session, OpenIddictRequest request)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.OnStarting(() =>
        {
            // RFC 9700, section 4.12: the browser must not send the form with the password to the next address.
            if (http.Response.StatusCode == StatusCodes.Status302Found) http.Response.StatusCode = StatusCodes.Status303SeeOther;
            return Task.CompletedTask;
        });
        return http.SignInAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, Principal(session, request));
    }

    private static ClaimsPrincipal Principal(PersonSession session, OpenIddictRequest request)
    {
        var principal = new ClaimsPrincipal(new ClaimsIdentity("account"));
        principal.SetClaim(Claims.Subject, session.Account).SetScopes(request.GetScopes());
        session.AddTo(principal, PersonSession.NewGrantId());
        return principal;
    }
}
