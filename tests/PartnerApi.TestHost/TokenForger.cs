using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace PartnerApi.TestHost;

/// <summary>Creates tokens that are valid or have one fault. They are signed with the issuer's own key, unless the case is about the signature.</summary>
internal sealed class TokenForger(ECDsa key, string keyId, string issuer)
{
    private static readonly ECDsa Foreign = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The issuer's key. Attackers know its public half.</summary>
    public ECDsa Key { get; } = key;

    /// <summary>The address of a listener that must never get a request.</summary>
    public string Listener { get; init; } = "http://127.0.0.1:9";

    /// <summary>The time of the call, because a test class may run longer than a token lives.</summary>
    public static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    public JsonObject Header => new() { ["alg"] = "ES256", ["kid"] = keyId, ["typ"] = "at+jwt" };

    public JsonObject Claims
    {
        get
        {
            var now = Now;
            return new()
            {
                ["iss"] = issuer,
                ["aud"] = "partner-api",
                ["iat"] = now,
                ["exp"] = now + 600,
                ["jti"] = "4f0c1a",
                ["sub"] = TokenGateway.Bank,
                ["client_id"] = TokenGateway.Bank,
                ["scope"] = "card:validity card:expiry",
            };
        }
    }

    public string Good => Sign(Header.ToJsonString(), Claims.ToJsonString());

    public static string Encode(string text) => Encode(Encoding.UTF8.GetBytes(text));

    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    public string WithHeader(Action<JsonObject> change)
    {
        var header = Header;
        change(header);
        return Sign(header.ToJsonString(), Claims.ToJsonString());
    }

    public string WithHeader(string name, JsonNode? value) => WithHeader(header => header[name] = value);

    public string WithClaims(Action<JsonObject> change)
    {
        var claims = Claims;
        change(claims);
        return Sign(Header.ToJsonString(), claims.ToJsonString());
    }

    public string WithClaim(string name, JsonNode? value) => WithClaims(claims => claims[name] = value);

    /// <summary>A token with a claim written as the given text, which may be a form that no serializer writes.</summary>
    public string WithRawClaim(string name, string json)
    {
        var claims = Claims;
        var written = $"\"{name}\":{claims[name]!.ToJsonString()}";
        return Sign(Header.ToJsonString(), claims.ToJsonString().Replace(written, $"\"{name}\":{json}", StringComparison.Ordinal));
    }

    public string WithRawPayload(Func<string, string> change) => Sign(Header.ToJsonString(), change(Claims.ToJsonString()));

    public string WithRawHeader(Func<string, string> change) => Sign(change(Header.ToJsonString()), Claims.ToJsonString());

    public string Sign(string header, string payload) => SignParts(Encode(header), Encode(payload));

    public string SignParts(string header, string payload)
    {
        var input = $"{header}.{payload}";
        return $"{input}.{Encode(Key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256))}";
    }

    /// <summary>A valid token with another signature, computed from the signing input.</summary>
    public string Signed(JsonObject header, Func<byte[], byte[]> sign)
    {
        var input = $"{Encode(header.ToJsonString())}.{Encode(Claims.ToJsonString())}";
        return $"{input}.{Encode(sign(Encoding.ASCII.GetBytes(input)))}";
    }

    public string SignedByAnotherKey() => Signed(Header, input => Foreign.SignData(input, HashAlgorithmName.SHA256));
}
