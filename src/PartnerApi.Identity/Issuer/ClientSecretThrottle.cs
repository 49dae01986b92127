using System.Globalization;
using System.Text;
using OpenIddict.EntityFrameworkCore.Models;
using OpenIddict.Server;
using PartnerApi.Core;
using PartnerApi.Identity.Attempts;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace PartnerApi.Identity.Issuer;

/// <summary>Slows down whoever tries client secrets: wrong ones count, by client and address.</summary>
internal sealed class ClientSecretThrottle(AttemptSettings settings, TimeProvider time, ILogger<AttemptThrottle> logger) : IDisposable
{
    private readonly AttemptThrottle pace = new("Client secrets", settings, time, logger);

    /// <summary>Runs the rest of a token request, unless its address and client have failed too often.</summary>
    public async Task RunAsync(HttpContext http, Func<Task> next)
    {
        if (ClientOf(http.Request) is not { } client)
        {
            await next();
            return;
        }
        var source = SourceAddress.Of(http);
        var verdict = pace.Check(client, source);
        if (verdict.Wait is { } wait)
        {
            http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await IssuerEndpoints.RefuseAsync(http, new OAuthRefusal(
                StatusCodes.Status429TooManyRequests, Errors.SlowDown, "Too many wrong secrets came from this address. Try again after Retry-After seconds."));
            return;
        }
        if (verdict.Delay > TimeSpan.Zero) await Task.Delay(verdict.Delay, time, http.RequestAborted);
        await next();
        if (http.Response.StatusCode == StatusCodes.Status401Unauthorized) pace.Fail(client, source);
        else if (http.Response.StatusCode == StatusCodes.Status200OK) pace.Remember(client, source);
    }

    /// <inheritdoc/>
    public void Dispose() => pace.Dispose();

    // Only of requests that OAuthRequest found well-formed. A client's id is a short name; whatever else is sent counts as one client.
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
/// Checks a secret of a client that does not exist, or has none, against a hash that fits no secret: whether a client exists must not show in the
/// time of the answer.
/// </summary>
internal sealed class UnknownClientWork(OpenIddict.Core.OpenIddictApplicationManager<OpenIddictEntityFrameworkCoreApplication> applications)
    : IOpenIddictServerHandler<ProcessAuthenticationContext>
{
    /// <summary>Directly before the client is looked up.</summary>
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
