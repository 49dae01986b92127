using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PartnerApi.Ledger;

/// <summary>
/// Statements signed with ES256 in the compact form of RFC 7515. The header's <c>typ</c> identifies the kind, so that one kind is not accepted as another.
/// </summary>
public static class CompactJws
{
    /// <summary>The format of payloads, with as few escapes as possible.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private const string Algorithm = "ES256";
    private const DSASignatureFormat Format = DSASignatureFormat.IeeeP1363FixedFieldConcatenation;

    /// <summary>Signs a payload with ES256, and returns the statement in compact form.</summary>
    /// <param name="type">The header's <c>typ</c>.</param>
    /// <param name="keyId">The key's id.</param>
    /// <param name="key">A P-256 key.</param>
    /// <param name="payload">UTF-8 JSON.</param>
    public static string Sign(string type, string keyId, ECDsa key, ReadOnlySpan<byte> payload)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(new { alg = Algorithm, typ = type, kid = keyId }, Json);
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, Format);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>Verifies a statement of this type and returns its payload, or null if none of the keys signed it.</summary>
    /// <param name="type">The expected <c>typ</c>.</param>
    /// <param name="jws">The statement.</param>
    /// <param name="find">Finds a public key by its id, or returns null.</param>
    public static byte[]? Open(string type, string jws, Func<string, ECDsa?> find)
    {
        var parts = jws.Split('.');
        if (parts.Length != 3 || Decode(parts[0]) is not { } header || Decode(parts[1]) is not { } payload || Decode(parts[2]) is not { } signature) return null;
        try
        {
            using var json = JsonDocument.Parse(header);
            var root = json.RootElement;
            if (Text(root, "alg") != Algorithm || Text(root, "typ") != type || Text(root, "kid") is not { } kid || find(kid) is not { } key) return null;
            var signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
            return key.VerifyData(signed, signature, HashAlgorithmName.SHA256, Format) ? payload : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Not JSON, or text that is not UTF-8.
            return null;
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // Accepts only the canonical encoding. Spaces, padding, and unused bits would give one signature several forms.
    private static byte[]? Decode(string text) =>
        Base64Url.IsValid(text) && Base64Url.DecodeFromChars(text) is var bytes && Base64Url.EncodeToString(bytes) == text ? bytes : null;
}
