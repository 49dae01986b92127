using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using PartnerApi.Identity.Keys;

namespace PartnerApi.Identity.Issuer;

/// <summary>A public key of a client, as it is listed.</summary>
/// <param name="Id">The <c>kid</c>.</param>
/// <param name="Algorithm">An RFC 7518 name.</param>
/// <param name="ExpiresAt">From then on the key does not count; null: it has no end.</param>
public sealed record ClientKey(string Id, string Algorithm, DateTimeOffset? ExpiresAt);

/// <summary>
/// A client's public keys, kept as a JWK set whose keys may have a member <c>exp</c> (seconds since 1970), after which they do not count.
/// </summary>
public static class ClientKeys
{
    private const string ExpiryMember = "exp";

    /// <summary>The keys that still count. They are copies: a JSON web key keeps the one object that it verifies with, which is not safe for concurrent use.</summary>
    public static JsonWebKeySet WithoutExpired(JsonWebKeySet keys, DateTimeOffset now)
    {
        var alive = new JsonWebKeySet();
        foreach (var key in keys.Keys.Where(key => ExpiryOf(key) is not { } expiry || now < expiry)) alive.Keys.Add(Copy(key));
        return alive;
    }

    /// <summary>Lists the keys of a stored set; none when there is no set.</summary>
    public static IReadOnlyList<ClientKey> List(string? set) =>
        set is null ? [] : [.. JsonWebKeySet.Create(set).Keys.Select(key => new ClientKey(key.KeyId, key.Alg, ExpiryOf(key)))];

    /// <summary>The set with one more key.</summary>
    public static string Add(string? set, VerificationKey key, DateTimeOffset? expiresAt)
    {
        var all = set is null ? new JsonObject { ["keys"] = new JsonArray() } : JsonNode.Parse(set)!.AsObject();
        all["keys"]!.AsArray().Add(ToJson(key, expiresAt));
        return all.ToJsonString();
    }

    /// <summary>The set without the key of that id; null when none is left.</summary>
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
