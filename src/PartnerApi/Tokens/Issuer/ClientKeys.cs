using System.Globalization;
using Microsoft.IdentityModel.Tokens;

namespace PartnerApi.Tokens.Issuer;

/// <summary>A client's public keys, kept as a JWK set whose keys may have a member <c>exp</c> (seconds since 1970) after which they do not count.</summary>
internal static class ClientKeys
{
    /// <summary>The member that holds a key's expiry.</summary>
    public const string ExpiryMember = "exp";

    /// <summary>The keys that still count.</summary>
    public static JsonWebKeySet WithoutExpired(JsonWebKeySet keys, DateTimeOffset now)
    {
        var alive = new JsonWebKeySet();
        foreach (var key in keys.Keys.Where(key => ExpiryOf(key) is not { } expiry || now < expiry)) alive.Keys.Add(key);
        return alive;
    }

    /// <summary>When the key ends, or null when it does not.</summary>
    public static DateTimeOffset? ExpiryOf(JsonWebKey key) =>
        key.AdditionalData.TryGetValue(ExpiryMember, out var value)
            ? DateTimeOffset.FromUnixTimeSeconds(Convert.ToInt64(value, CultureInfo.InvariantCulture))
            : null;
}
