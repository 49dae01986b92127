using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PartnerApi.Sealing;

namespace PartnerApi.Disclosures;

/// <summary>
/// The key that signs what others keep as evidence, heads of the ledger and receipts, as compact JWS (RFC 7515, ES256). The file
/// <c>DATA/keys/evidence.pem</c>; after a rotation the keys before it, <c>evidence-*.pem</c>, stay published as long as their files are there.
/// </summary>
internal sealed class EvidenceKeys : IDisposable
{
    private const string Name = "evidence";
    private const string Algorithm = "ES256";
    private const DSASignatureFormat Format = DSASignatureFormat.IeeeP1363FixedFieldConcatenation;

    private readonly Lazy<(string Id, ECDsa Key)[]> keys;

    /// <summary>The key files are read, and the first one made, at the first use: whoever only looks at the schema leaves no key behind.</summary>
    public EvidenceKeys(string dataFolder) => keys = new Lazy<(string Id, ECDsa Key)[]>(() => Load(dataFolder));

    /// <summary>The public keys, newest first, as a JWK set (RFC 7517).</summary>
    public byte[] PublicKeys => JsonSerializer.SerializeToUtf8Bytes(new { keys = keys.Value.Select(one => Public(one.Id, one.Key)) });

    /// <summary>Signs a payload.</summary>
    /// <param name="type">The header's <c>typ</c>: what kind of statement it is, so that none can be taken for another.</param>
    /// <param name="payload">UTF-8 JSON.</param>
    public string Sign(string type, ReadOnlySpan<byte> payload)
    {
        var (id, key) = keys.Value[0];
        var header = JsonSerializer.SerializeToUtf8Bytes(new { alg = Algorithm, typ = type, kid = id });
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, Format);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>The payload of a JWS that one of the keys signed as this type; null when none did.</summary>
    public byte[]? Open(string type, string jws)
    {
        var parts = jws.Split('.');
        if (parts.Length != 3 || Decode(parts[0]) is not { } header || Decode(parts[1]) is not { } payload || Decode(parts[2]) is not { } signature) return null;
        try
        {
            using var json = JsonDocument.Parse(header);
            var root = json.RootElement;
            if (Text(root, "alg") != Algorithm || Text(root, "typ") != type) return null;
            var kid = Text(root, "kid");
            var key = keys.Value.FirstOrDefault(one => one.Id == kid).Key;
            var signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
            return key is not null && key.VerifyData(signed, signature, HashAlgorithmName.SHA256, Format) ? payload : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!keys.IsValueCreated) return;
        foreach (var (_, key) in keys.Value) key.Dispose();
    }

    private static (string Id, ECDsa Key)[] Load(string dataFolder)
    {
        // In this order: the first makes the folder.
        var current = KeyFile.LoadSigning(dataFolder, Name);
        return [.. KeyFile.LoadRetired(dataFolder, Name).Prepend(current).Select(key => (Thumbprint(key), key))];
    }

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[]? Decode(string text) => Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;

    private static object Public(string id, ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new
        {
            kty = "EC",
            crv = "P-256",
            x = Base64Url.EncodeToString(point.X),
            y = Base64Url.EncodeToString(point.Y),
            use = "sig",
            alg = Algorithm,
            kid = id,
        };
    }

    // RFC 7638.
    private static string Thumbprint(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var json = $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""";
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(json)));
    }
}
