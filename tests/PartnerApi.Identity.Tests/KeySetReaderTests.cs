using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using PartnerApi.Identity.Keys;

namespace PartnerApi.Identity.Tests;

/// <summary>The published keys that are used. Includes cases from Wycheproof's json_web_key and json_web_signature files that a library accepts.</summary>
public class KeySetReaderTests
{
    private static readonly string[] Algorithms = ["ES256", "RS256"];
    private static readonly ECDsa Ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly RSA Rsa = RSA.Create(2048);

    public static TheoryData<string> Ignored =>
    [
        "use enc", "use a number", "key_ops without verify", "key_ops text", "no kid", "kid empty", "alg of another type", "alg not accepted",
        "RSA of 1024 bits", "RSA with e = 1", "RSA with e = 3", "RSA with an even modulus", "ROCA", "point not on the curve", "coordinate too short",
        "curve secp256k1", "kty in lower case", "OKP", "no y",
    ];

    [Theory]
    [MemberData(nameof(Ignored))]
    public void Unsuitable_key_is_ignored_and_the_others_are_used(string name)
    {
        var set = Read(Unsuitable(name), With(FakeAuthority.Jwk(Ec, "good"), "use", "sig"));

        Assert.Null(set.Find("k"));
        Assert.NotNull(set.Find("good"));
    }

    [Theory]
    [InlineData("key_ops", "[\"verify\"]")]
    [InlineData("key_ops", "[\"sign\",\"verify\"]")]
    [InlineData("use", "\"sig\"")]
    [InlineData("alg", "\"ES256\"")]
    [InlineData("x5t", "\"AAAA\"")]
    public void Suitable_key_is_used(string name, string json) =>
        Assert.Equal("ES256", Read(With(FakeAuthority.Jwk(Ec, "k"), name, JsonNode.Parse(json)!)).Find("k")!.Algorithm);

    [Theory]
    [InlineData("secret")]
    [InlineData("private EC key")]
    [InlineData("private RSA key")]
    [InlineData("id twice")]
    [InlineData("no list")]
    [InlineData("list")]
    [InlineData("member twice")]
    [InlineData("more than 100")]
    public void Invalid_set_is_rejected_as_a_whole(string name)
    {
        var good = FakeAuthority.Jwk(Ec, "good").ToJsonString();
        var json = name switch
        {
            "secret" => $$"""{"keys":[{{good}},{"kty":"oct","kid":"s","k":"AAAA"}]}""",
            "private EC key" => $$"""{"keys":[{{With(FakeAuthority.Jwk(Ec, "k"), "d", "AAAA").ToJsonString()}}]}""",
            "private RSA key" => $$"""{"keys":[{{With(FakeAuthority.Jwk(Rsa, "k"), "d", "AAAA").ToJsonString()}}]}""",
            "id twice" => $$"""{"keys":[{{good}},{{With(FakeAuthority.Jwk(Rsa, "good"), "use", "enc").ToJsonString()}}]}""",
            "no list" => $$"""{"keys":{{good}}}""",
            "list" => $"[{good}]",
            "member twice" => $$"""{"keys":[],"keys":[{{good}}]}""",
            "more than 100" => $$"""{"keys":[{{string.Join(',', Enumerable.Repeat("{}", 101))}}]}""",
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };

        Assert.Throws<InvalidKeySetException>(() => KeySetReader.Read(Encoding.UTF8.GetBytes(json), Algorithms));
    }

    [Fact]
    public void Ordinary_RSA_keys_are_not_detected_as_ROCA()
    {
        for (var number = 0; number < 20; number++)
        {
            using var ordinary = RSA.Create(1024);
            Assert.False(WeakRsa.LooksLikeRoca(new BigInteger(ordinary.ExportParameters(false).Modulus!, isUnsigned: true, isBigEndian: true)));
        }
    }

    private static JsonObject Unsuitable(string name)
    {
        var (ec, rsaJwk) = (FakeAuthority.Jwk(Ec, "k"), FakeAuthority.Jwk(Rsa, "k"));
        var modulus = Rsa.ExportParameters(false).Modulus!;
        return name switch
        {
            "use enc" => With(ec, "use", "enc"),
            "use a number" => With(ec, "use", 1),
            "key_ops without verify" => With(ec, "key_ops", new JsonArray("sign")),
            "key_ops text" => With(ec, "key_ops", "verify"),
            "no kid" => Without(ec, "kid"),
            "kid empty" => With(ec, "kid", ""),
            "alg of another type" => With(ec, "alg", "RS256"),
            "alg not accepted" => With(rsaJwk, "alg", "RS512"),
            "RSA of 1024 bits" => Short(),
            "RSA with e = 1" => With(rsaJwk, "e", "AQ"),
            "RSA with e = 3" => With(rsaJwk, "e", "Aw"),
            "RSA with an even modulus" => With(rsaJwk, "n", TokenForger.Encode([.. modulus[..^1], 0x10])),
            "ROCA" => With(rsaJwk, "n", TokenForger.Encode(Roca())),
            "point not on the curve" => With(ec, "y", (string)ec["x"]!),
            "coordinate too short" => With(ec, "x", "AAAA"),
            "curve secp256k1" => With(ec, "crv", "secp256k1"),
            "kty in lower case" => With(ec, "kty", "ec"),
            "OKP" => With(ec, "kty", "OKP"),
            "no y" => Without(ec, "y"),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };
    }

    private static JsonObject Short()
    {
        using var small = RSA.Create(1024);
        return FakeAuthority.Jwk(small, "k");
    }

    /// <summary>A 2048-bit number that is a power of 65537 modulo the product of the primes up to 167, like the moduli of the faulty library.</summary>
    private static byte[] Roca()
    {
        BigInteger primorial = 1;
        foreach (var prime in Enumerable.Range(3, 165).Where(IsPrime)) primorial *= prime;
        var power = BigInteger.ModPow(65537, 12345, primorial);
        var modulus = (BigInteger.One << 2047) / primorial * primorial + primorial + power;
        return (modulus.IsEven ? modulus + primorial : modulus).ToByteArray(isUnsigned: true, isBigEndian: true);
    }

    private static bool IsPrime(int number) => Enumerable.Range(2, number - 2).All(divisor => number % divisor != 0);

    private static VerificationKeySet Read(params JsonObject[] keys) =>
        KeySetReader.Read(Encoding.UTF8.GetBytes(new JsonObject { ["keys"] = new JsonArray([.. keys]) }.ToJsonString()), Algorithms);

    private static JsonObject With(JsonObject json, string name, JsonNode value)
    {
        json[name] = value;
        return json;
    }

    private static JsonObject Without(JsonObject json, string name)
    {
        json.Remove(name);
        return json;
    }
}
