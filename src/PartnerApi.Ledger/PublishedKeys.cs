using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace PartnerApi.Ledger;

/// <summary>The published evidence keys: a JWK set (RFC 7517) of P-256 keys, as returned by <c>/disclosures/keys</c> and kept with evidence.</summary>
public sealed class PublishedKeys : IDisposable
{
    private readonly Dictionary<string, ECDsa> keys = new(StringComparer.Ordinal);

    private PublishedKeys()
    {
    }

    /// <summary>Reads a JWK set; returns null if the text is anything else, or has a key of another kind.</summary>
    public static PublishedKeys? TryParse(ReadOnlyMemory<byte> json)
    {
        var published = new PublishedKeys();
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
                published.keys[jwk.GetProperty("kid").GetString()!] = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
            }
            return published;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or CryptographicException or ArgumentException
            or FormatException)
        {
            published.Dispose();
            return null;
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
