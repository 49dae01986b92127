using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace PartnerApi.Ledger;

/// <summary>The published evidence keys: a JWK set (RFC 7517) of P-256 keys, as returned by <c>/disclosures/keys</c> and kept with evidence.</summary>
public sealed class PublishedKeys : IDisposable
{
    private readonly Dictionary<string, ECDsa> keys = new(StringComparer.Ordinal);

    /// <summary>Reads a JWK set.</summary>
    /// <exception cref="FormatException">The text is not a JWK set, or has a key of another kind.</exception>
    public PublishedKeys(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            foreach (var jwk in document.RootElement.GetProperty("keys").EnumerateArray())
            {
                var point = new ECPoint
                {
                    X = Base64Url.DecodeFromChars(jwk.GetProperty("x").GetString()),
                    Y = Base64Url.DecodeFromChars(jwk.GetProperty("y").GetString()),
                };
                keys[jwk.GetProperty("kid").GetString()!] = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
            }
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or CryptographicException or ArgumentException)
        {
            throw new FormatException("Expected a JWK set of P-256 keys.", error);
        }
    }

    /// <summary>Verifies a statement of this type and returns its payload, or null if none of the keys signed it.</summary>
    public byte[]? Open(string type, string jws) => CompactJws.Open(type, jws, keys.GetValueOrDefault);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in keys.Values) key.Dispose();
    }
}
