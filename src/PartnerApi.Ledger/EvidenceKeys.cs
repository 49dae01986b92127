using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PartnerApi.Sealing;

namespace PartnerApi.Ledger;

/// <summary>
/// The keys that sign evidence, which is heads of the ledger and receipts, as compact JWS (RFC 7515, ES256). The current key is in the file
/// <c>DATA/keys/evidence.pem</c>. After a rotation, the earlier keys, <c>evidence-*.pem</c>, stay published until their files are deleted.
/// </summary>
public sealed class EvidenceKeys : IDisposable
{
    /// <summary>The <c>typ</c> of a signed head.</summary>
    public const string HeadType = "disclosure-head+jwt";

    /// <summary>The <c>typ</c> of a receipt.</summary>
    public const string ReceiptType = "card-receipt+jwt";

    private const string Name = "evidence";
    private const string Algorithm = "ES256";
    private const DSASignatureFormat Format = DSASignatureFormat.IeeeP1363FixedFieldConcatenation;

    // ECDsa is not safe for concurrent use.
    private readonly Lock gate = new();
    private readonly Lazy<(string Id, ECDsa Key)[]> keys;
    private readonly Lazy<byte[]> published;

    /// <summary>The key files are read, and the first one created, at the first use, so that exporting the schema creates no key.</summary>
    public EvidenceKeys(string dataFolder)
    {
        keys = new Lazy<(string Id, ECDsa Key)[]>(() => Load(dataFolder));
        published = new Lazy<byte[]>(Publish);
    }

    /// <summary>True if a key exists.</summary>
    public static bool Exist(string dataFolder) => File.Exists(Path.Combine(KeyFile.Folder(dataFolder), $"{Name}.pem"));

    /// <summary>The public keys, newest first, as a JWK set (RFC 7517).</summary>
    public byte[] PublicKeys => published.Value;

    /// <summary>Signs a payload with the newest key; see <see cref="CompactJws.Sign"/>.</summary>
    public string Sign(string type, ReadOnlySpan<byte> payload)
    {
        var (id, key) = keys.Value[0];
        lock (gate) return CompactJws.Sign(type, id, key, payload);
    }

    /// <summary>Verifies a statement of this type and returns its payload, or null if none of the keys signed it.</summary>
    public byte[]? Open(string type, string jws)
    {
        lock (gate) return CompactJws.Open(type, jws, id => keys.Value.FirstOrDefault(one => one.Id == id).Key);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!keys.IsValueCreated) return;
        foreach (var (_, key) in keys.Value) key.Dispose();
    }

    private byte[] Publish()
    {
        lock (gate) return JsonSerializer.SerializeToUtf8Bytes(new { keys = keys.Value.Select(one => Public(one.Id, one.Key)) });
    }

    private static (string Id, ECDsa Key)[] Load(string dataFolder)
    {
        // In this order, because the first call creates the folder.
        var current = KeyFile.LoadSigning(dataFolder, Name);
        return [.. KeyFile.LoadRetired(dataFolder, Name).Prepend(current).Select(key => (Thumbprint(key), key))];
    }

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
