using System.Security.Claims;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using PartnerApi.Core;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Storage;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace PartnerApi.Identity.Issuer;

/// <summary>
/// Grants a token to an authenticated client (RFC 6749, section 4.4), with the requested scopes, or with all of its audience's if it requests none.
/// </summary>
internal sealed class AccessTokenGrant(ActiveClients clients, TokenSettings settings) : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    /// <summary>The error description for an authenticated client that may not have a token.</summary>
    public const string NotActive = "The client is suspended, or its agreement is not in force.";

    /// <summary>Its position among the issuer's handlers.</summary>
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
        var requested = context.Request.GetScopes();
        if (requested.Any(scope => !client.Audience.Scopes.Contains(scope)))
        {
            context.Reject(Errors.InvalidScope, "The client's audience does not have one of the requested scopes.");
            return ValueTask.CompletedTask;
        }
        context.SignIn(Principal(clientId, requested.IsEmpty ? client.Audience.Scopes.Order(StringComparer.Ordinal) : requested, settings));
        return ValueTask.CompletedTask;
    }

    /// <summary>The claims of a token: the client, its scopes, and the gateway as its audience.</summary>
    public static ClaimsPrincipal Principal(string clientId, IEnumerable<string> scopes, TokenSettings settings)
    {
        var identity = new ClaimsIdentity("client");
        identity.SetClaim(Claims.Subject, clientId);
        identity.SetScopes(scopes);
        identity.SetResources(settings.Audience);
        return new ClaimsPrincipal(identity);
    }
}

/// <summary>The clients that may have a token.</summary>
internal sealed class ActiveClients(PartnerDirectory directory, ReadSessions sessions, CityClock clock)
{
    /// <summary>The client with that id. Null if it does not exist, if it, its partner, or the agreement is suspended, or if the agreement is not in force.</summary>
    public ClientEntry? Find(string clientId)
    {
        using var session = sessions.Begin();
        var client = directory.Current(session).FindClient(clientId);
        return client is not null && AgreementGate.Admit(client.Terms, clock.Today) is null ? client : null;
    }
}
