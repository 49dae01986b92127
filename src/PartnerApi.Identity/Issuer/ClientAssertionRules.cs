using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using PartnerApi.Identity.Credentials;
using PartnerApi.Identity.Validation;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace PartnerApi.Identity.Issuer;

/// <summary>
/// The rules for a client assertion (<c>private_key_jwt</c>, RFC 7523) besides its signature: exact format, this issuer as its audience, expiry within five
/// minutes, and a single use. OpenIddict's own checks of these claims refuse lists of audiences, and their error is not <c>invalid_client</c>.
/// </summary>
internal sealed class ClientAssertionRules(RememberedIds used, ActiveClients clients, TokenSettings settings, TimeProvider time)
    : IOpenIddictServerHandler<ProcessAuthenticationContext>
{
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromMinutes(5);
    private const int MaxIdLength = 256;

    /// <summary>After the check of the signature, before OpenIddict compares the claims with the request's client.</summary>
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ProcessAuthenticationContext>()
            .AddFilter<OpenIddictServerHandlerFilters.RequireClientAssertionPrincipal>()
            .UseSingletonHandler<ClientAssertionRules>()
            .SetOrder(ValidateClientAssertionIssuer.Descriptor.Order - 500).SetType(OpenIddictServerHandlerType.Custom).Build();

    /// <inheritdoc/>
    public ValueTask HandleAsync(ProcessAuthenticationContext context)
    {
        using var token = context.ClientAssertion is { } assertion ? CompactToken.Read(assertion) : null;
        if (token is null || Read(token.Payload) is not { } use || (context.Request?.ClientId is { } client && client != use.Client))
        {
            context.Reject(Errors.InvalidClient);
        }
        else if (clients.Find(use.Client) is null)
        {
            // Refused before the assertion is stored, so that a client without access cannot fill the store.
            context.Reject(Errors.UnauthorizedClient, AccessTokenGrant.NotActive);
        }
        else if (!used.TryUse(use.Client, use.Id, use.Expires))
        {
            context.Reject(Errors.InvalidClient);
        }
        return ValueTask.CompletedTask;
    }

    private (string Client, TokenHash Id, DateTimeOffset Expires)? Read(JsonElement claims)
    {
        var now = time.GetUtcNow();
        if (CompactToken.Text(claims, "iss", MaxIdLength) is not { } client) return null;
        if (CompactToken.Text(claims, "sub", MaxIdLength) != client || !IsForThisIssuer(claims)) return null;
        if (CompactToken.Text(claims, "jti", MaxIdLength) is not { } id) return null;
        if (CompactToken.Seconds(claims, "exp") is not { } expires || expires <= now || expires > now + MaxLifetime) return null;
        if (!HasBegun(claims, "iat", now) || !HasBegun(claims, "nbf", now)) return null;
        return TokenHash.TryCompute(JsonSerializer.Serialize((string[])[client, id]), out var hash) ? (client, hash, expires) : null;
    }

    // RFC 7523, section 3: the audience is the issuer or the token endpoint, alone or in a list.
    private bool IsForThisIssuer(JsonElement claims)
    {
        if (!claims.TryGetProperty("aud", out var audience)) return false;
        IEnumerable<JsonElement> all = audience.ValueKind == JsonValueKind.Array ? audience.EnumerateArray() : [audience];
        return all.Any(one => one.ValueKind == JsonValueKind.String
            && (one.ValueEquals(settings.Issuer) || one.ValueEquals(settings.Issuer + IssuerEndpoints.Token)));
    }

    private static bool HasBegun(JsonElement claims, string name, DateTimeOffset now) =>
        !claims.TryGetProperty(name, out _) || CompactToken.Seconds(claims, name) <= now + TokenSettings.ClockSkew;
}

/// <summary>
/// Limits the verified assertions to those with an asymmetric algorithm, whatever a key set contains, and a type allowed by RFC 7523 and its revision
/// (many client libraries use <c>JWT</c> or omit it).
/// </summary>
internal sealed class ClientAssertionTypes : IOpenIddictServerHandler<ValidateTokenContext>
{
    private const string AssertionType = "client-authentication+jwt";

    private static readonly string[] Types = ["JWT", AssertionType];

    // A cached verifier would be used by concurrent requests, but its key is not safe for that. ClientKeys creates new keys for each request.
    private static readonly CryptoProviderFactory WithoutCache = new() { CacheSignatureProviders = false };

    /// <summary>Directly after the handler that sets the parameters.</summary>
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ValidateTokenContext>()
            .UseSingletonHandler<ClientAssertionTypes>()
            .SetOrder(Protection.ResolveTokenValidationParameters.Descriptor.Order + 500).SetType(OpenIddictServerHandlerType.Custom).Build();

    /// <inheritdoc/>
    public ValueTask HandleAsync(ValidateTokenContext context)
    {
        if (context.TokenValidationParameters is { } parameters && context.ValidTokenTypes.Contains(TokenTypeIdentifiers.Private.ClientAssertion))
        {
            parameters.ValidAlgorithms = ClientKeys.Algorithms;
            parameters.CryptoProviderFactory = WithoutCache;
            context.DisableAudienceValidation = true; // ClientAssertionRules validates it.
            parameters.TypeValidator = (type, _, _) => string.IsNullOrEmpty(type) || Types.Contains(type, StringComparer.OrdinalIgnoreCase)
                ? AssertionType
                : throw new SecurityTokenInvalidTypeException("The token does not have the type of a client assertion.");
        }
        return ValueTask.CompletedTask;
    }
}
