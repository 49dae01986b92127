using System.Security.Claims;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using PartnerApi.Identity.Credentials;
using PartnerApi.Identity.Issuer;
using PartnerApi.Partners;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace PartnerApi.Identity.SignIn;

/// <summary>
/// Grants tokens for a code (RFC 6749, section 4.1.3) or a refresh token (section 6), after OpenIddict's checks of it, its client, its redirect address, and
/// its verifier. Each is accepted once. The session must not be over, its account must have the same password, and its client must be allowed to have a token.
/// </summary>
internal sealed class PersonGrant(
    ActiveClients clients, AccountPasswords passwords, UsedGrants used, SessionSettings sessions, TokenSettings settings, TimeProvider time)
    : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    /// <summary>Its position among the issuer's handlers.</summary>
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<HandleTokenRequestContext>()
            .UseSingletonHandler<PersonGrant>().SetOrder(0).SetType(OpenIddictServerHandlerType.Custom).Build();

    /// <inheritdoc/>
    public async ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        if (!IsFor(context.Request)) return;
        var grant = context.Principal ?? throw new InvalidOperationException("The code or refresh token has no principal.");
        var session = PersonSession.Of(grant);
        var nextId = PersonSession.NewGrantId();
        var remaining = sessions.EndOf(session) - time.GetUtcNow();
        if (remaining <= TimeSpan.Zero)
        {
            context.Reject(Errors.InvalidGrant, "The session is over.");
        }
        else if (!session.MayExchange(time.GetUtcNow()))
        {
            context.Reject(Errors.InvalidGrant, "The session exchanges tokens too often. Use an access token until it ends.");
        }
        else if (clients.Find(session.Account) is not { } client || ScopesOf(grant, client) is not { Count: > 0 } scopes)
        {
            context.Reject(Errors.InvalidGrant, "The account is suspended, its agreement is not in force, or it has none of the scopes any more.");
        }
        else if (await passwords.VersionAsync(session.Account, context.CancellationToken) != session.PasswordVersion)
        {
            context.Reject(Errors.InvalidGrant, "The account has another password.");
        }
        else if (!TryUse(session, grant, nextId, out var isIdle) || isIdle)
        {
            // The last check, so that an outage of the store uses nothing. An idle session also ends for everybody who has one of its tokens.
            context.Reject(Errors.InvalidGrant, "The code or refresh token was used before, its session has ended, or the account has too many sessions. Sign in again.");
        }
        else
        {
            var principal = AccessTokenGrant.Principal(session.Account, scopes, settings);
            (session with { Exchanges = session.Exchanges + 1 }).AddTo(principal, nextId);
            context.SignIn(principal.SetRefreshTokenLifetime(remaining));
        }
    }

    /// <summary>Whether a request to the token endpoint has a code or a refresh token.</summary>
    public static bool IsFor(OpenIddictRequest request) => request.IsAuthorizationCodeGrantType() || request.IsRefreshTokenGrantType();

    // Scopes outside the partner's audience are not granted.
    private static List<string> ScopesOf(ClaimsPrincipal grant, ClientEntry client)
    {
        var requested = grant.GetScopes();
        return [.. (requested.IsEmpty ? client.Audience.Scopes : client.Audience.Scopes.Intersect(requested)).Order(StringComparer.Ordinal)];
    }

    private bool TryUse(PersonSession session, ClaimsPrincipal grant, string nextId, out bool isIdle)
    {
        var createdAt = grant.GetCreationDate() ?? throw new InvalidOperationException("The code or refresh token has no creation date.");
        isIdle = time.GetUtcNow() > createdAt.AddMinutes(sessions.IdleMinutes);
        return used.TryUse(session, PersonSession.GrantIdOf(grant), createdAt, nextId);
    }
}

/// <summary>
/// Adds a refresh token to the response for a code or refresh token. OpenIddict would do so only for the scope <c>offline_access</c>, which no audience has.
/// </summary>
internal sealed class SessionTokens : IOpenIddictServerHandler<ProcessSignInContext>
{
    /// <summary>Directly after the handler that decides which tokens are generated.</summary>
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ProcessSignInContext>()
            .UseSingletonHandler<SessionTokens>()
            .SetOrder(EvaluateGeneratedTokens.Descriptor.Order + 500).SetType(OpenIddictServerHandlerType.Custom).Build();

    /// <inheritdoc/>
    public ValueTask HandleAsync(ProcessSignInContext context)
    {
        if (context.EndpointType == OpenIddictServerEndpointType.Token && PersonGrant.IsFor(context.Request))
            context.GenerateRefreshToken = context.IncludeRefreshToken = true;
        return ValueTask.CompletedTask;
    }
}

/// <summary>Refuses a request for a code with scopes that no account can have.</summary>
internal sealed class CodeScopes : IOpenIddictServerHandler<ValidateAuthorizationRequestContext>
{
    /// <summary>After the check of the redirect address.</summary>
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ValidateAuthorizationRequestContext>()
            .UseSingletonHandler<CodeScopes>()
            .SetOrder(Authentication.ValidateClientRedirectUri.Descriptor.Order + 500).SetType(OpenIddictServerHandlerType.Custom).Build();

    /// <inheritdoc/>
    public ValueTask HandleAsync(ValidateAuthorizationRequestContext context)
    {
        var scopes = Policy.Audiences.Find(StatisticsClient.Audience)!.Scopes;
        if (context.Request.GetScopes().Any(scope => !scopes.Contains(scope)))
            context.Reject(Errors.InvalidScope, "No account can have one of the requested scopes.");
        return ValueTask.CompletedTask;
    }
}

/// <summary>
/// Sets the token's <c>client_id</c> to the account's client, where OpenIddict would set the client of the pages: all decisions about a caller depend on
/// <c>client_id</c>.
/// </summary>
internal sealed class TokenNamesAccount : IOpenIddictServerHandler<ProcessSignInContext>
{
    /// <summary>Directly after the handler that sets the token's claims.</summary>
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ProcessSignInContext>()
            .AddFilter<OpenIddictServerHandlerFilters.RequireAccessTokenGenerated>()
            .UseSingletonHandler<TokenNamesAccount>()
            .SetOrder(PrepareAccessTokenPrincipal.Descriptor.Order + 500).SetType(OpenIddictServerHandlerType.Custom).Build();

    /// <inheritdoc/>
    public ValueTask HandleAsync(ProcessSignInContext context)
    {
        if (context.AccessTokenPrincipal is { } token) token.SetClaim(Claims.ClientId, token.GetClaim(Claims.Subject));
        return ValueTask.CompletedTask;
    }
}

/// <summary>Removes the link to the library's pages from the response to a refused request for a code.</summary>
internal sealed class SignInRefusal : IOpenIddictServerHandler<ApplyAuthorizationResponseContext>
{
    /// <summary>Before the handlers that write the response.</summary>
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ApplyAuthorizationResponseContext>()
            .UseSingletonHandler<SignInRefusal>().SetOrder(int.MinValue).SetType(OpenIddictServerHandlerType.Custom).Build();

    /// <inheritdoc/>
    public ValueTask HandleAsync(ApplyAuthorizationResponseContext context)
    {
        context.Response.ErrorUri = null;
        return ValueTask.CompletedTask;
    }
}
