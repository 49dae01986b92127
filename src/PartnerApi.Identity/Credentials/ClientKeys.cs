using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using PartnerApi.Identity.Keys;

namespace PartnerApi.Identity.Credentials;

/// <summary>A client's public key in listings.</summary>
/// <param name="Id">The <c>kid</c>.</param>
/// <param name="Algorithm">An RFC 7518 name.</param>
/// <param name="ExpiresAt">The time from which the key is not accepted; null if it does not expire.</param>
public sealed record ClientKey(string Id, string Algorithm, DateTimeOffset? ExpiresAt);

/// <summary>
/// A client's public keys, stored as a JWK set. Keys can have the member <c>exp</c> (seconds since 1970), their expiry.
/// </summary>
public static class ClientKeys
{
    /// <summary>The algorithms of client assertions (RFC 7518 names).</summary>
    internal static readonly string[] Algorithms = ["ES256", "RS256", "PS256"];

    private const string ExpiryMember = "exp";

    /// <summary>Copies of the keys that are not expired. Copies, because a JSON web key caches its verifier, which is not safe for concurrent use.</summary>
    public static JsonWebKeySet WithoutExpired(JsonWebKeySet keys, DateTimeOffset now)
    {
        var valid = new JsonWebKeySet();
        foreach (var key in keys.Keys.Where(key => ExpiryOf(key) is not { } expiry || now < expiry)) valid.Keys.Add(Copy(key));
        return valid;
    }

    /// <summary>Lists the keys of a stored set; none if there is no set.</summary>
    public static IReadOnlyList<ClientKey> List(string? set) =>
        set is null ? [] : [.. JsonWebKeySet.Create(set).Keys.Select(key => new ClientKey(key.KeyId, key.Alg, ExpiryOf(key)))];

    /// <summary>A set in its stored form, with a key added.</summary>
    public static string Add(string? set, VerificationKey key, DateTimeOffset? expiresAt)
    {
        var all = set is null ? new JsonObject { ["keys"] = new JsonArray() } : JsonNode.Parse(set)!.AsObject();
        all["keys"]!.AsArray().Add(ToJson(key, expiresAt));
        return all.ToJsonString();
    }

    /// <summary>The set without the key with that id; null if it was the last one.</summary>
    public static string? Remove(string set, string keyId)
    {
        var left = JsonNode.Parse(set)!["keys"]!.AsArray().Where(key => (string?)key!["kid"] != keyId).Select(key => key!.DeepClone()).ToArray();
        return left.Length == 0 ? null : new JsonObject { ["keys"] = new JsonArray(left) }.ToJsonString();
    }

    private static JsonWebKey Copy(JsonWebKey key) =>
        new() { Kty = key.Kty, Kid = key.Kid, Alg = key.Alg, Use = key.Use, Crv = key.Crv, X = key.X, Y = key.Y, N = key.N, E = key.E };

    private static JsonObject ToJson(VerificationKey key, DateTimeOffset? expiresAt)
    {
        var jwk = JsonWebKeyConverter.ConvertFromSecurityKey(key.Key);
        var json = new JsonObject { ["kty"] = jwk.Kty, ["kid"] = key.Id, ["alg"] = key.Algorithm, ["use"] = "sig" };
        foreach (var (name, value) in ((string, string?)[])[("crv", jwk.Crv), ("x", jwk.X), ("y", jwk.Y), ("n", jwk.N), ("e", jwk.E)])
        {
            if (value is not null) json[name] = value;
        }
        if (expiresAt is { } end) json[ExpiryMember] = end.ToUnixTimeSeconds();
        return json;
    }

    private static DateTimeOffset? ExpiryOf(JsonWebKey key) => key.AdditionalData.TryGetValue(ExpiryMember, out var value)
        ? DateTimeOffset.FromUnixTimeSeconds(value is JsonElement json ? json.GetInt64() : Convert.ToInt64(value, CultureInfo.InvariantCulture))
        : null;
}
