using System.Globalization;
using System.Text;
using OpenIddict.EntityFrameworkCore.Models;
using OpenIddict.Server;
using PartnerApi.Core;
using PartnerApi.Identity.Attempts;
using PartnerApi.Identity.Credentials;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace PartnerApi.Identity.Issuer;

/// <summary>Limits attempts to guess client secrets: wrong ones are counted by client and address.</summary>
internal sealed class ClientSecretThrottle(AttemptSettings settings, TimeProvider time, ILogger<AttemptThrottle> logger) : IDisposable
{
    private readonly AttemptThrottle throttle = new("Client secrets", settings, time, logger);

    /// <summary>Runs the rest of a token request, unless there were too many failures of its address and client.</summary>
    public async Task RunAsync(HttpContext http, Func<Task> next)
    {
        if (ClientOf(http.Request) is not { } client)
        {
            await next();
            return;
        }
        var source = SourceAddress.Of(http);
        var verdict = throttle.Check(client, source);
        if (verdict.Wait is { } wait)
        {
            http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await IssuerEndpoints.RefuseAsync(http, new OAuthRefusal(
                StatusCodes.Status429TooManyRequests, Errors.SlowDown, "There were too many wrong secrets from this address. Try again after the time in Retry-After."));
            return;
        }
        if (verdict.Delay > TimeSpan.Zero) await Task.Delay(verdict.Delay, time, http.RequestAborted);
        await next();
        if (http.Response.StatusCode == StatusCodes.Status401Unauthorized) throttle.Fail(client, source);
        else if (http.Response.StatusCode == StatusCodes.Status200OK) throttle.Remember(client, source);
    }

    /// <inheritdoc/>
    public void Dispose() => throttle.Dispose();

    // Only for requests that passed OAuthRequest. A client id is a short name; all other values count as one client.
    private static string? ClientOf(HttpRequest request)
    {
        const string basic = "Basic ";
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith(basic, StringComparison.OrdinalIgnoreCase))
        {
            var credentials = Encoding.UTF8.GetString(Convert.FromBase64String(header[basic.Length..].Trim()));
            return Named(Uri.UnescapeDataString(credentials.Split(':')[0]));
        }
        return OAuthRequest.IsForm(request) && request.Form.ContainsKey(Parameters.ClientSecret) ? Named(request.Form[Parameters.ClientId].ToString()) : null;
    }

    private static string Named(string id) => ShortNames.Allow(id) ? id : "";
}

/// <summary>
/// Checks the secret of a client that does not exist, or has none, against a hash that matches no secret, so that the time of the response does not
/// reveal whether a client exists.
/// </summary>
internal sealed class UnknownClientWork(OpenIddict.Core.OpenIddictApplicationManager<OpenIddictEntityFrameworkCoreApplication> applications)
    : IOpenIddictServerHandler<ProcessAuthenticationContext>
{
    /// <summary>Directly before the lookup of the client.</summary>
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ProcessAuthenticationContext>()
            .UseScopedHandler<UnknownClientWork>()
            .SetOrder(ValidateClientId.Descriptor.Order - 500).SetType(OpenIddictServerHandlerType.Custom).Build();

    /// <inheritdoc/>
    public async ValueTask HandleAsync(ProcessAuthenticationContext context)
    {
        if (context.Request is not { ClientId: { Length: > 0 } id, ClientSecret: { Length: > 0 } secret }) return;
        var client = await applications.FindByClientIdAsync(id, context.CancellationToken);
        if (client?.ClientSecret is null) await ((ClientApplications)applications).CheckInVainAsync(secret);
    }
}
