using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using PartnerApi.Core;
using PartnerApi.Identity.Keys;

namespace PartnerApi.Identity.Credentials;

/// <summary>Reads a partner's public key: a PEM file (<c>PUBLIC KEY</c>) or a single JWK.</summary>
public static class PublicKeyFile
{
    private const int MaxSize = 16 * 1024;
    private const int MaxIdLength = 128;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>The key. Its id is the JWK's <c>kid</c> or, without one, the RFC 7638 thumbprint.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Outcome<VerificationKey, PublicKeyRejection> Read(string path)
    {
        if (ReadText(path) is not { } text) return PublicKeyRejection.TooLarge;
        var document = text.TrimStart().StartsWith("-----", StringComparison.Ordinal) ? FromPem(text) : FromJson(text);
        if (document.IsRejected) return document.Rejection;
        using var jwk = document.Value;
        if (jwk.RootElement.TryGetProperty("d", out _) || jwk.RootElement.TryGetProperty("k", out _)) return PublicKeyRejection.PrivateKey;

        var id = CompactToken.Text(jwk.RootElement, "kid", MaxIdLength);
        if (KeySetReader.ReadKey(jwk.RootElement, id ?? "", ClientKeys.Algorithms) is not { } key) return PublicKeyRejection.UnsupportedKey;
        return id is null ? key with { Id = key.Thumbprint } : key;
    }

    // Null if the file is too large.
    private static string? ReadText(string path)
    {
        using var reader = new StreamReader(path);
        var buffer = new char[MaxSize + 1];
        var length = reader.ReadBlock(buffer);
        return length <= MaxSize ? new string(buffer, 0, length) : null;
    }

    private static Outcome<JsonDocument, PublicKeyRejection> FromJson(string text)
    {
        try
        {
            var document = JsonDocument.Parse(text, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
        }
        catch (JsonException)
        {
            // Rejected below.
        }
        return PublicKeyRejection.NeitherPemNorJwk;
    }

    private static Outcome<JsonDocument, PublicKeyRejection> FromPem(string pem)
    {
        if (!PemEncoding.TryFind(pem, out var fields)) return PublicKeyRejection.IncompletePem;
        if (!pem[fields.Label].Equals("PUBLIC KEY", StringComparison.Ordinal))
            return pem[fields.Label].Contains("PRIVATE", StringComparison.Ordinal) ? PublicKeyRejection.PrivateKey : PublicKeyRejection.OtherPemLabel;
        if (ImportPem(pem) is not { } key) return PublicKeyRejection.NeitherEcNorRsa;
        var jwk = JsonWebKeyConverter.ConvertFromSecurityKey(key);
        return JsonSerializer.SerializeToDocument(new Dictionary<string, string?>
        {
            ["kty"] = jwk.Kty,
            ["crv"] = jwk.Crv,
            ["x"] = jwk.X,
            ["y"] = jwk.Y,
            ["n"] = jwk.N,
            ["e"] = jwk.E,
        });
    }

    private static AsymmetricSecurityKey? ImportPem(string pem)
    {
        try
        {
            var key = ECDsa.Create();
            key.ImportFromPem(pem);
            return new ECDsaSecurityKey(key);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            // The key may be RSA.
        }
        try
        {
            using var key = RSA.Create();
            key.ImportFromPem(pem);
            return new RsaSecurityKey(key.ExportParameters(includePrivateParameters: false));
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            return null;
        }
    }
}
