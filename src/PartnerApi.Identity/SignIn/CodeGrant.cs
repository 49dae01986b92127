using OpenIddict.Abstractions;
using OpenIddict.Server;
using PartnerApi.Identity.Credentials;
using PartnerApi.Identity.Issuer;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace PartnerApi.Identity.SignIn;

/// <summary>
/// Grants a token for a code (RFC 6749, section 4.1.3), after OpenIddict's checks of the code, its client, its redirect address, and its verifier. A code
/// is accepted once, and only if the person's client may have a token.
/// </summary>
internal sealed class CodeGrant(ActiveClients clients, UsedCodes used, TokenSettings settings) : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    /// <summary>Its position among the issuer's handlers.</summary>
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<HandleTokenRequestContext>()
            .UseSingletonHandler<CodeGrant>().SetOrder(0).SetType(OpenIddictServerHandlerType.Custom).Build();

    /// <inheritdoc/>
    public ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        if (!context.Request.IsAuthorizationCodeGrantType()) return ValueTask.CompletedTask;
        var code = context.Principal ?? throw new InvalidOperationException("The code has no principal.");
        var account = code.GetClaim(Claims.Subject) ?? throw new InvalidOperationException("The code has no account.");
        var expiresAt = code.GetExpirationDate() ?? throw new InvalidOperationException("The code has no expiry.");
        if (!used.TryUse(account, code.GetClaim(UsedCodes.IdClaim), expiresAt))
        {
            context.Reject(Errors.InvalidGrant, "The code was used before.");
        }
        else if (clients.Find(account) is not { } client)
        {
            context.Reject(Errors.InvalidGrant, "The account is suspended, or its agreement is not in force.");
        }
        else
        {
            // Scopes outside the partner's audience are not granted.
            var requested = code.GetScopes();
            var scopes = (requested.IsEmpty ? client.Audience.Scopes : client.Audience.Scopes.Intersect(requested)).Order(StringComparer.Ordinal);
            context.SignIn(AccessTokenGrant.Principal(account, scopes, settings));
        }
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
