using OpenIddict.Abstractions;
using OpenIddict.Server;
using PartnerApi.Identity.Issuer;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace PartnerApi.Identity.SignIn;

/// <summary>
/// Grants a token for a code (RFC 6749, section 4.1.3), behind OpenIddict's checks of the code, its client, its redirect address and its verifier:
/// once, and only while the person's client may have one.
/// </summary>
internal sealed class CodeGrant(ActiveClients clients, UsedCodes used, TokenSettings settings) : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    /// <summary>Where it stands among the issuer's handlers.</summary>
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<HandleTokenRequestContext>()
            .UseSingletonHandler<CodeGrant>().SetOrder(0).SetType(OpenIddictServerHandlerType.Custom).Build();

    /// <inheritdoc/>
    public ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        if (!context.Request.IsAuthorizationCodeGrantType()) return ValueTask.CompletedTask;
        var code = context.Principal ?? throw new InvalidOperationException("The issuer lets no code through that it has not opened.");
        var account = code.GetClaim(Claims.Subject) ?? throw new InvalidOperationException("A code names the account that it was made for.");
        var expiresAt = code.GetExpirationDate() ?? throw new InvalidOperationException("A code ends a minute after it was made.");
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
            // What the partner's audience does not have was asked for in vain.
            var asked = code.GetScopes();
            var scopes = (asked.IsEmpty ? client.Audience.Scopes : client.Audience.Scopes.Intersect(asked)).Order(StringComparer.Ordinal);
            context.SignIn(AccessTokenGrant.Principal(account, scopes, settings));
        }
        return ValueTask.CompletedTask;
    }
}

/// <summary>Refuses a request for a code that asks for scopes which nobody who signs in can have.</summary>
internal sealed class CodeScopes : IOpenIddictServerHandler<ValidateAuthorizationRequestContext>
{
    /// <summary>Behind the check of the redirect address.</summary>
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ValidateAuthorizationRequestContext>()
            .UseSingletonHandler<CodeScopes>()
            .SetOrder(Authentication.ValidateClientRedirectUri.Descriptor.Order + 500).SetType(OpenIddictServerHandlerType.Custom).Build();

    /// <inheritdoc/>
    public ValueTask HandleAsync(ValidateAuthorizationRequestContext context)
    {
        var scopes = Policy.Audiences.Find(StatisticsClient.Audience)!.Scopes;
        if (context.Request.GetScopes().Any(scope => !scopes.Contains(scope)))
            context.Reject(Errors.InvalidScope, "A scope was asked for that nobody who signs in has.");
        return ValueTask.CompletedTask;
    }
}

/// <summary>
/// Names the account's client in the token, where OpenIddict would name the pages: all that is decided about a caller is decided about the client
/// that <c>client_id</c> names.
/// </summary>
internal sealed class TokenNamesAccount : IOpenIddictServerHandler<ProcessSignInContext>
{
    /// <summary>Directly behind the handler that makes the token's claims.</summary>
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

/// <summary>Leaves the link to the library's pages out of what a refused request for a code gets.</summary>
internal sealed class SignInRefusal : IOpenIddictServerHandler<ApplyAuthorizationResponseContext>
{
    /// <summary>Before the response is written.</summary>
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
