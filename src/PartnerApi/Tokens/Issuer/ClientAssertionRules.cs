using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using PartnerApi.Tokens.Validation;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace PartnerApi.Tokens.Issuer;

/// <summary>
/// What a client assertion (<c>private_key_jwt</c>, RFC 7523) must be beyond a good signature: exact in form, at most five minutes ahead of its
/// expiry, and used once.
/// </summary>
internal sealed class ClientAssertionRules(UsedAssertions used, TimeProvider time) : IOpenIddictServerHandler<ProcessAuthenticationContext>
{
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromMinutes(5);
    private const int MaxIdLength = 256;

    /// <summary>Behind the checks of signature, issuer and audience, before the client is looked up.</summary>
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ProcessAuthenticationContext>()
            .AddFilter<OpenIddictServerHandlerFilters.RequireClientAssertionPrincipal>()
            .UseSingletonHandler<ClientAssertionRules>()
            .SetOrder(ValidateClientAssertionIssuer.Descriptor.Order + 500).SetType(OpenIddictServerHandlerType.Custom).Build();

    /// <inheritdoc/>
    public ValueTask HandleAsync(ProcessAuthenticationContext context)
    {
        if (context.ClientAssertion is not { } assertion || !IsAcceptable(assertion)) context.Reject(Errors.InvalidClient);
        return ValueTask.CompletedTask;
    }

    private bool IsAcceptable(string assertion)
    {
        using var token = CompactToken.Read(assertion);
        if (token is null) return false;

        var claims = token.Payload;
        var now = time.GetUtcNow();
        if (CompactToken.Text(claims, "iss", MaxIdLength) is not { } client) return false;
        if (CompactToken.Text(claims, "jti", MaxIdLength) is not { } id) return false;
        if (CompactToken.Seconds(claims, "exp") is not { } expires || expires <= now || expires > now + MaxLifetime) return false;
        return HasBegun(claims, "iat", now) && HasBegun(claims, "nbf", now)
            && TokenHash.TryCompute(JsonSerializer.Serialize((string[])[client, id]), out var hash) && used.TryUse(hash, expires);
    }

    private static bool HasBegun(JsonElement claims, string name, DateTimeOffset now) =>
        !claims.TryGetProperty(name, out _) || CompactToken.Seconds(claims, name) <= now + TokenSettings.ClockSkew;
}

/// <summary>
/// Which assertions are verified at all: signed by an asymmetric algorithm, whatever a key set says, and typed as RFC 7523 and its revision allow
/// (many client libraries write <c>JWT</c> or nothing).
/// </summary>
internal sealed class ClientAssertionTypes : IOpenIddictServerHandler<ValidateTokenContext>
{
    /// <summary>The algorithms of client assertions (RFC 7518 names).</summary>
    public static readonly string[] Algorithms = ["ES256", "RS256", "PS256"];

    private const string AssertionType = "client-authentication+jwt";

    private static readonly string[] Types = ["JWT", AssertionType];

    /// <summary>Directly behind the handler that sets the parameters.</summary>
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ValidateTokenContext>()
            .UseSingletonHandler<ClientAssertionTypes>()
            .SetOrder(Protection.ResolveTokenValidationParameters.Descriptor.Order + 500).SetType(OpenIddictServerHandlerType.Custom).Build();

    /// <inheritdoc/>
    public ValueTask HandleAsync(ValidateTokenContext context)
    {
        if (context.TokenValidationParameters is { } parameters && context.ValidTokenTypes.Contains(TokenTypeIdentifiers.Private.ClientAssertion))
        {
            parameters.ValidAlgorithms = Algorithms;
            parameters.TypeValidator = (type, _, _) => string.IsNullOrEmpty(type) || Types.Contains(type, StringComparer.OrdinalIgnoreCase)
                ? AssertionType
                : throw new SecurityTokenInvalidTypeException("Not the type of a client assertion.");
        }
        return ValueTask.CompletedTask;
    }
}
