using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace PartnerApi.TestHost;

/// <summary>Creates valid client assertions.</summary>
internal static class Assertions
{
    /// <summary>An assertion that expires in a minute.</summary>
    public static string Sign(ECDsa key, string client, string issuer, DateTimeOffset now) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = "client-authentication+jwt",
            Claims = new Dictionary<string, object>
            {
                ["iss"] = client,
                ["sub"] = client,
                ["aud"] = issuer,
                ["exp"] = now.AddSeconds(60).ToUnixTimeSeconds(),
                ["jti"] = RandomNumberGenerator.GetHexString(32),
            },
            SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(key), "ES256")
            {
                CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
            },
        });
}
