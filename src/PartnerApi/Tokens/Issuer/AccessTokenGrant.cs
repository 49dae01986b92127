using System.Security.Claims;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using PartnerApi.Contract;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Storage;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace PartnerApi.Tokens.Issuer;

/// <summary>
/// Grants an authenticated client its token (RFC 6749, section 4.4): the scopes asked for, or all of its audience's when it asks for none.
/// </summary>
internal sealed class AccessTokenGrant(PartnerDirectory directory, ReadSessions sessions, CityClock clock, TokenSettings settings)
    : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    /// <summary>Where it stands among the issuer's handlers.</summary>
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<HandleTokenRequestContext>()
            .UseScopedHandler<AccessTokenGrant>().SetOrder(0).SetType(OpenIddictServerHandlerType.Custom).Build();

    /// <inheritdoc/>
    public ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        if (context.ClientId is not { } clientId || FindActive(clientId) is not { } client)
        {
            context.Reject(Errors.UnauthorizedClient, "The client is suspended, or its agreement is not in force.");
            return ValueTask.CompletedTask;
        }
        var asked = context.Request.GetScopes();
        if (asked.Any(scope => !client.Audience.Scopes.Contains(scope)))
        {
            context.Reject(Errors.InvalidScope, "A scope was asked for that the client's audience does not have.");
            return ValueTask.CompletedTask;
        }

        var identity = new ClaimsIdentity("client");
        identity.SetClaim(Claims.Subject, clientId);
        identity.SetScopes(asked.IsEmpty ? client.Audience.Scopes.Order(StringComparer.Ordinal) : asked);
        identity.SetResources(settings.Audience);
        context.SignIn(new ClaimsPrincipal(identity));
        return ValueTask.CompletedTask;
    }

    private ClientEntry? FindActive(string clientId)
    {
        using var session = sessions.Begin();
        var client = directory.Current(session).FindClient(clientId);
        return client is not null && AgreementGate.Admit(client.Terms, clock.Today) is null ? client : null;
    }
}
