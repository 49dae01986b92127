using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace PartnerApi.Ledger;

/// <summary>Evidence keys as they are published: a JWK set (RFC 7517) of P-256 keys, as <c>/disclosures/keys</c> answers and whoever keeps evidence keeps it.</summary>
public sealed class PublishedKeys : IDisposable
{
    private readonly Dictionary<string, ECDsa> keys = new(StringComparer.Ordinal);

    /// <summary>Reads a JWK set.</summary>
    /// <exception cref="FormatException">It is none, or holds a key of another kind.</exception>
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
            throw new FormatException("It is not a JWK set of P-256 keys.", error);
        }
    }

    /// <summary>The payload of a statement that one of the keys signed as this type; null when none did.</summary>
    public byte[]? Open(string type, string jws) => CompactJws.Open(type, jws, keys.GetValueOrDefault);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in keys.Values) key.Dispose();
    }
}
