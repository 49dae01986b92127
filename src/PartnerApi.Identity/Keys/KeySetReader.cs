using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using PartnerApi.Sealing;

namespace PartnerApi.Identity.Keys;

/// <summary>
/// Reads the public keys of a JWK set (RFC 7517) without those that must not verify tokens: keys for encryption, weak or malformed keys, and keys without
/// an id. A set with a serious error (a published secret or private key, a duplicate id) is refused.
/// </summary>
internal static class KeySetReader
{
    private const int MaxIdLength = 128;
    private const int MaxKeys = 100;
    private const int MaxRsaBits = 8192;
    private const int MinRsaBits = 2048;
    private const int MinRsaExponent = 65537;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>The usable keys, each for one of <paramref name="algorithms"/>: its <c>alg</c>, or the first that fits its type.</summary>
    /// <exception cref="InvalidKeySetException">The text is not a JWK set, or the set has a serious error.</exception>
    public static VerificationKeySet Read(ReadOnlyMemory<byte> json, IReadOnlyList<string> algorithms)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("keys", out var list)
                || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > MaxKeys)
            {
                throw new InvalidKeySetException("it is not a JWK set");
            }
            var members = list.EnumerateArray().ToList();
            RefuseSeriousErrors(members);
            return new VerificationKeySet(members.Select(member => ReadNamedKey(member, algorithms)).OfType<VerificationKey>());
        }
        catch (JsonException)
        {
            throw new InvalidKeySetException("it is not JSON or has duplicate members");
        }
    }

    /// <summary>A public key for verifying, with the id <paramref name="id"/>; null if it must not be used.</summary>
    public static VerificationKey? ReadKey(JsonElement jwk, string id, IReadOnlyList<string> algorithms)
    {
        if (!IsForVerifying(jwk)) return null;
        try
        {
            return CompactToken.Text(jwk, "kty", 3) switch
            {
                "EC" => ReadEllipticCurve(jwk, id, algorithms),
                "RSA" => ReadRsa(jwk, id, algorithms),
                _ => null,
            };
        }
        catch (Exception error) when (error is CryptographicException or FormatException or ArgumentException or PlatformNotSupportedException)
        {
            return null; // A point that is not on its curve, or text that is not base64url.
        }
    }

    private static VerificationKey? ReadNamedKey(JsonElement jwk, IReadOnlyList<string> algorithms) =>
        jwk.ValueKind == JsonValueKind.Object && CompactToken.Text(jwk, "kid", MaxIdLength) is { } id ? ReadKey(jwk, id, algorithms) : null;

    private static void RefuseSeriousErrors(List<JsonElement> members)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in members.Where(member => member.ValueKind == JsonValueKind.Object))
        {
            if (CompactToken.Text(member, "kty", MaxIdLength) == "oct" || member.TryGetProperty("k", out _) || member.TryGetProperty("d", out _))
            {
                throw new InvalidKeySetException("it publishes a secret or private key");
            }
            if (CompactToken.Text(member, "kid", MaxIdLength) is { } id && !ids.Add(id)) throw new InvalidKeySetException("it has a duplicate key id");
        }
    }

    /// <summary>RFC 7517, sections 4.2 and 4.3: both members are optional, but apply if they are present.</summary>
    private static bool IsForVerifying(JsonElement jwk)
    {
        if (jwk.TryGetProperty("use", out var use) && !(use.ValueKind == JsonValueKind.String && use.ValueEquals("sig"))) return false;
        return !jwk.TryGetProperty("key_ops", out var operations)
            || (operations.ValueKind == JsonValueKind.Array
                && operations.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.String && item.ValueEquals("verify")));
    }

    private static VerificationKey? ReadEllipticCurve(JsonElement jwk, string id, IReadOnlyList<string> algorithms)
    {
        (ECCurve Curve, int Size, string Algorithm)? known = CompactToken.Text(jwk, "crv", 5) switch
        {
            "P-256" => (ECCurve.NamedCurves.nistP256, 32, SecurityAlgorithms.EcdsaSha256),
            "P-384" => (ECCurve.NamedCurves.nistP384, 48, SecurityAlgorithms.EcdsaSha384),
            "P-521" => (ECCurve.NamedCurves.nistP521, 66, SecurityAlgorithms.EcdsaSha512),
            _ => null,
        };
        if (known is not { } curve || Number(jwk, "x") is not { } x || Number(jwk, "y") is not { } y) return null;
        if (x.Length != curve.Size || y.Length != curve.Size || Chosen(jwk, algorithms, [curve.Algorithm]) is not { } algorithm) return null;

        // The computation of the thumbprint needs a valid key, so a point that is not on the curve is refused here.
        return Named(new ECDsaSecurityKey(SharedEcdsa.OfPublic(new ECParameters { Curve = curve.Curve, Q = new ECPoint { X = x, Y = y } })), id, algorithm);
    }

    private static VerificationKey? ReadRsa(JsonElement jwk, string id, IReadOnlyList<string> algorithms)
    {
        if (Number(jwk, "n") is not { } modulus || Number(jwk, "e") is not { } exponent) return null;
        var n = new BigInteger(modulus, isUnsigned: true, isBigEndian: true);
        var e = new BigInteger(exponent, isUnsigned: true, isBigEndian: true);
        if (n.GetBitLength() is < MinRsaBits or > MaxRsaBits || n.IsEven || e < MinRsaExponent || e > uint.MaxValue || e.IsEven) return null;
        if (WeakRsa.LooksLikeRoca(n)) return null;

        var fitting = algorithms.Where(name => name[..2] is "RS" or "PS");
        if (Chosen(jwk, algorithms, fitting) is not { } algorithm) return null;
        return Named(new RsaSecurityKey(new RSAParameters { Modulus = modulus, Exponent = exponent }), id, algorithm);
    }

    /// <summary>The key's <c>alg</c> if that is accepted for the key, or, without <c>alg</c>, the first accepted algorithm that fits.</summary>
    private static string? Chosen(JsonElement jwk, IReadOnlyList<string> accepted, IEnumerable<string> fitting)
    {
        var usable = accepted.Intersect(fitting);
        return jwk.TryGetProperty("alg", out _)
            ? usable.FirstOrDefault(name => name == CompactToken.Text(jwk, "alg", name.Length))
            : usable.FirstOrDefault();
    }

    private static VerificationKey Named(AsymmetricSecurityKey key, string id, string algorithm)
    {
        key.KeyId = id;
        return new VerificationKey(id, algorithm, key, Base64UrlEncoder.Encode(key.ComputeJwkThumbprint()));
    }

    private static byte[]? Number(JsonElement jwk, string name) =>
        CompactToken.Text(jwk, name, 2 * MaxRsaBits / 8) is { } text ? System.Buffers.Text.Base64Url.DecodeFromChars(text) : null;
}

/// <summary>A JWK set that cannot be used; <paramref name="reason"/> completes the sentence "The key set is refused:".</summary>
internal sealed class InvalidKeySetException(string reason) : Exception(reason);
