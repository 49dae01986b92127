using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using PartnerApi.Identity.Keys;

namespace PartnerApi.Identity.Issuer;

/// <summary>Creates access tokens with the embedded issuer's key, without a request to the issuer: for the command <c>token</c> and for tests.</summary>
public static class LocalTokens
{
    /// <summary>A signed token like one from the issuer for this client.</summary>
    public static string Create(IssuerKeys keys, TokenSettings settings, string clientId, IEnumerable<string> scopes, DateTimeOffset now) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = "at+jwt",
            Issuer = settings.Issuer,
            Audience = settings.Audience,
            IssuedAt = now.UtcDateTime,
            Expires = (now + TokenSettings.MaxLifetime).UtcDateTime,
            Claims = new Dictionary<string, object>
            {
                ["sub"] = clientId,
                ["client_id"] = clientId,
                ["scope"] = string.Join(' ', scopes.Order(StringComparer.Ordinal)),
                ["jti"] = System.Security.Cryptography.RandomNumberGenerator.GetHexString(32, lowercase: true),
            },
            SigningCredentials = new SigningCredentials(keys.Signing, SecurityAlgorithms.EcdsaSha256),
        });
}
