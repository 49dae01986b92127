using System.Security.Claims;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace PartnerApi.Identity.Issuer;

/// <summary>
/// Grants an authenticated client its token (RFC 6749, section 4.4): the scopes asked for, or all of its audience's when it asks for none.
/// </summary>
internal sealed class AccessTokenGrant(ActiveClients clients, TokenSettings settings) : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    /// <summary>Said to a client that has proved itself and may have no token.</summary>
    public const string NotActive = "The client is suspended, or its agreement is not in force.";

    /// <summary>Where it stands among the issuer's handlers.</summary>
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<HandleTokenRequestContext>()
            .UseSingletonHandler<AccessTokenGrant>().SetOrder(0).SetType(OpenIddictServerHandlerType.Custom).Build();

    /// <inheritdoc/>
    public ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        if (!context.Request.IsClientCredentialsGrantType()) return ValueTask.CompletedTask;
        if (context.ClientId is not { } clientId || clients.Find(clientId) is not { } client)
        {
            context.Reject(Errors.UnauthorizedClient, NotActive);
            return ValueTask.CompletedTask;
        }
        var asked = context.Request.GetScopes();
        if (asked.Any(scope => !client.Audience.Scopes.Contains(scope)))
        {
            context.Reject(Errors.InvalidScope, "A scope was asked for that the client's audience does not have.");
            return ValueTask.CompletedTask;
        }
        context.SignIn(Principal(clientId, asked.IsEmpty ? client.Audience.Scopes.Order(StringComparer.Ordinal) : asked, settings));
        return ValueTask.CompletedTask;
    }

    /// <summary>What a token says: for which client of the directory, and what it may ask here.</summary>
    public static ClaimsPrincipal Principal(string clientId, IEnumerable<string> scopes, TokenSettings settings)
    {
        var identity = new ClaimsIdentity("client");
        identity.SetClaim(Claims.Subject, clientId);
        identity.SetScopes(scopes);
        identity.SetResources(settings.Audience);
        return new ClaimsPrincipal(identity);
    }
}
