using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using PartnerApi.Identity.Keys;

namespace PartnerApi.Identity.Validation;

/// <summary>Configures the JWT bearer handler without its lenient defaults. It verifies the signature, and the claims a second time.</summary>
internal sealed class BearerValidation(TokenSettings settings, IVerificationKeys keys, TimeProvider time) : IConfigureNamedOptions<JwtBearerOptions>
{
    /// <inheritdoc/>
    public void Configure(JwtBearerOptions options) => Configure(JwtBearerDefaults.AuthenticationScheme, options);

    /// <inheritdoc/>
    public void Configure(string? name, JwtBearerOptions options)
    {
        if (name != JwtBearerDefaults.AuthenticationScheme) return;
        options.MapInboundClaims = false;
        options.IncludeErrorDetails = false;
        options.SaveToken = false;
        options.TimeProvider = time;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = settings.Issuer,
            ValidAudience = settings.Audience,
            IgnoreTrailingSlashWhenValidatingAudience = false,
            ValidTypes = ["at+jwt"],
            ValidAlgorithms = settings.Algorithms,
            AlgorithmValidator = IsTheKeysOwn,
            IssuerSigningKeyResolver = Resolve,
            TryAllIssuerSigningKeys = false,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ClockSkew = TokenSettings.ClockSkew,
            LifetimeValidator = IsAlive,
        };

        // Without this, an exception inside the handler would become a 500, with the exception in the log.
        options.Events = new JwtBearerEvents { OnAuthenticationFailed = failed => { failed.Fail("Not valid."); return Task.CompletedTask; } };
    }

    private IEnumerable<SecurityKey> Resolve(string token, SecurityToken securityToken, string kid, TokenValidationParameters parameters) =>
        keys.Current.Find(kid) is { } key ? [key.Key] : [];

    private bool IsTheKeysOwn(string algorithm, SecurityKey securityKey, SecurityToken securityToken, TokenValidationParameters parameters) =>
        securityKey.KeyId is { } id && keys.Current.Find(id) is { } key && key.Algorithm == algorithm;

    private bool IsAlive(DateTime? notBefore, DateTime? expires, SecurityToken securityToken, TokenValidationParameters parameters)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end + TokenSettings.ClockSkew && (notBefore is not { } start || start <= now + TokenSettings.ClockSkew);
    }
}
