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
    private const string PrivateKey = "it contains a private key; give the public key instead";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>The key. Its id is the JWK's <c>kid</c> or, without one, the RFC 7638 thumbprint.</summary>
    /// <exception cref="RefusedException">The file cannot be read, or contains a private or weak key.</exception>
    public static VerificationKey Read(string path)
    {
        var text = ReadText(path);
        using var jwk = text.TrimStart().StartsWith("-----", StringComparison.Ordinal) ? FromPem(text, path) : FromJson(text, path);
        if (jwk.RootElement.TryGetProperty("d", out _) || jwk.RootElement.TryGetProperty("k", out _)) throw Refused(path, PrivateKey);

        var id = CompactToken.Text(jwk.RootElement, "kid", MaxIdLength);
        var key = KeySetReader.ReadKey(jwk.RootElement, id ?? "", ClientKeys.Algorithms)
            ?? throw Refused(path, "expected a public key for signatures: P-256, or RSA of at least 2048 bits");
        return id is null ? key with { Id = key.Thumbprint } : key;
    }

    private static string ReadText(string path)
    {
        using var reader = new StreamReader(path);
        var buffer = new char[MaxSize + 1];
        var length = reader.ReadBlock(buffer);
        return length <= MaxSize ? new string(buffer, 0, length) : throw Refused(path, "it is too large to be a public key");
    }

    private static JsonDocument FromJson(string text, string path)
    {
        try
        {
            var document = JsonDocument.Parse(text, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
        }
        catch (JsonException)
        {
            // Refused below.
        }
        throw Refused(path, "it is neither PEM nor a JWK");
    }

    private static JsonDocument FromPem(string pem, string path)
    {
        if (!PemEncoding.TryFind(pem, out var fields)) throw Refused(path, "it is not a complete PEM file");
        if (!pem[fields.Label].Equals("PUBLIC KEY", StringComparison.Ordinal))
        {
            throw Refused(path, pem[fields.Label].Contains("PRIVATE", StringComparison.Ordinal) ? PrivateKey : "expected the PEM label PUBLIC KEY");
        }
        var jwk = JsonWebKeyConverter.ConvertFromSecurityKey(ImportPem(pem) ?? throw Refused(path, "it contains neither an EC nor an RSA key"));
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

    private static RefusedException Refused(string path, string reason) => new($"The file {path} cannot be used: {reason}.");
}
