using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace PartnerApi.Identity.Tests;

/// <summary>Attacks on the signature and on the choice of key and algorithm (RFC 8725, section 2).</summary>
public class SignatureTests(TokenGatewayFixture fixture) : IClassFixture<TokenGatewayFixture>
{
    private static readonly Dictionary<string, Func<TokenForger, string>> Cases = new()
    {
        ["alg none, no signature"] = forge => Unsigned(forge, "none"),
        ["alg None, no signature"] = forge => Unsigned(forge, "None"),
        ["alg NONE, no signature"] = forge => Unsigned(forge, "NONE"),
        ["alg nOnE, no signature"] = forge => Unsigned(forge, "nOnE"),
        ["alg empty, no signature"] = forge => Unsigned(forge, ""),
        ["alg none, good signature"] = forge => forge.WithHeader("alg", "none"),
        ["alg empty, good signature"] = forge => forge.WithHeader("alg", ""),
        ["alg in lower case"] = forge => forge.WithHeader("alg", "es256"),
        ["alg missing"] = forge => forge.WithHeader(header => header.Remove("alg")),
        ["alg a number"] = forge => forge.WithHeader("alg", 256),
        ["signature stripped"] = forge => forge.Good[..(forge.Good.LastIndexOf('.') + 1)],
        ["signature and dot stripped"] = forge => forge.Good[..forge.Good.LastIndexOf('.')],
        ["signature truncated"] = forge => forge.Good[..^4],
        ["signature with a bit flipped"] = forge => Flip(forge.Good, forge.Good.LastIndexOf('.') + 10),
        ["signature's last unused bits flipped"] = forge => FlipUnusedBits(forge.Good),
        ["payload of another token"] = forge => Swapped(forge),
        ["HS256 keyed with the public key as PEM"] = forge => Hmac(forge, Encoding.ASCII.GetBytes(forge.Key.ExportSubjectPublicKeyInfoPem())),
        ["HS256 keyed with the trimmed PEM"] = forge => Hmac(forge, Encoding.ASCII.GetBytes(forge.Key.ExportSubjectPublicKeyInfoPem().Trim() + "\n")),
        ["HS256 keyed with the public key as DER"] = forge => Hmac(forge, forge.Key.ExportSubjectPublicKeyInfo()),
        ["HS256 keyed with the raw point"] = forge => Hmac(forge, [.. Point(forge.Key).X!, .. Point(forge.Key).Y!]),
        ["HS256 with an empty key"] = forge => Hmac(forge, []),
        ["ES256 by another key"] = forge => forge.SignedByAnotherKey(),
        ["ES256 all zero (psychic signature)"] = forge => forge.Signed(forge.Header, _ => new byte[64]),
        ["ES256 as DER"] = forge => forge.Signed(
            forge.Header, input => forge.Key.SignData(input, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
        ["ES384 with the same key"] = forge => forge.Signed(
            With(forge.Header, "alg", "ES384"), input => forge.Key.SignData(input, HashAlgorithmName.SHA384)),
        ["RS256 by a new RSA key, same kid"] = Rsa,
        ["embedded jwk"] = EmbeddedKey,
        ["jku"] = forge => forge.WithHeader("jku", $"{forge.Listener}/jwks"),
        ["x5u"] = forge => forge.WithHeader("x5u", $"{forge.Listener}/cert"),
        ["x5c"] = forge => forge.WithHeader("x5c", new JsonArray("MIIB")),
        ["jku, unknown kid, another key"] = forge => forge.Signed(
            With(With(forge.Header, "jku", $"{forge.Listener}/jwks"), "kid", "other"), input => forge.Key.SignData(input, HashAlgorithmName.SHA256)),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Token_with_an_invalid_signature_is_rejected(string name)
    {
        var token = Cases[name](fixture.TokenForger);

        fixture.AssertRefused(await fixture.Gateway.QueryAsync($"Bearer {token}"));
    }

    [Fact]
    public async Task Handmade_valid_token_is_accepted() =>
        TokenGatewayFixture.AssertAnswered(await fixture.Gateway.QueryAsync($"Bearer {fixture.TokenForger.Good}"));

    private static string Unsigned(TokenForger forge, string algorithm) => forge.Signed(With(forge.Header, "alg", algorithm), _ => []);

    private static string Hmac(TokenForger forge, byte[] key) => forge.Signed(With(forge.Header, "alg", "HS256"), input => HMACSHA256.HashData(key, input));

    private static string Flip(string token, int position) =>
        string.Concat(token.AsSpan(0, position), token[position] == 'A' ? "B" : "A", token.AsSpan(position + 1));

    // 64 bytes are 86 characters. The last one carries two bits of data and four unused ones.
    private static string FlipUnusedBits(string token) => token[..^1] + token[^1] switch { 'A' => 'B', 'Q' => 'R', 'g' => 'h', _ => 'x' };

    private static string Swapped(TokenForger forge)
    {
        var parts = forge.Good.Split('.');
        return $"{parts[0]}.{TokenForger.Encode(With(forge.Claims, "client_id", "card-registrar").ToJsonString())}.{parts[2]}";
    }

    private static string Rsa(TokenForger forge)
    {
        using var rsa = RSA.Create(2048);
        return forge.Signed(With(forge.Header, "alg", "RS256"), input => rsa.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private static string EmbeddedKey(TokenForger forge)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = Point(own);
        var jwk = new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = TokenForger.Encode(point.X!), ["y"] = TokenForger.Encode(point.Y!) };
        return forge.Signed(With(forge.Header, "jwk", jwk), input => own.SignData(input, HashAlgorithmName.SHA256));
    }

    private static ECPoint Point(ECDsa key) => key.ExportParameters(includePrivateParameters: false).Q;

    private static JsonObject With(JsonObject header, string name, JsonNode value)
    {
        header[name] = value;
        return header;
    }
}
