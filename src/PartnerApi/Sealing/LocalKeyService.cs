using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace PartnerApi.Sealing;

/// <summary>Derives keys from secrets that this process holds. The secrets themselves are forgotten once their HKDF key is extracted.</summary>
internal sealed class LocalKeyService : IKeyService, IDisposable
{
    /// <summary>Bytes of a secret.</summary>
    public const int SecretLength = 32;

    private const int HashLength = 32;
    private const int MaxInfoOnStack = 256;

    private readonly byte[]?[] extracted = new byte[]?[3];
    private readonly ConcurrentDictionary<string, byte[]> labels = new(StringComparer.Ordinal);

    /// <summary>Takes the secrets, <see cref="SecretLength"/> bytes each; null for one that must not be held here. The buffers are zeroed.</summary>
    public LocalKeyService(byte[] lookup, byte[] facts, byte[]? record)
    {
        extracted[(int)Secret.Lookup] = Extract(lookup);
        extracted[(int)Secret.Facts] = Extract(facts);
        extracted[(int)Secret.Record] = record is null ? null : Extract(record);
    }

    /// <inheritdoc/>
    public bool Holds(Secret secret) => extracted[(int)secret] is not null;

    /// <inheritdoc/>
    public void Derive(in KeyLabel label, ReadOnlySpan<byte> context, Span<byte> key)
    {
        var prk = extracted[(int)label.Secret] ?? throw new SecretNotLoadedException(label.Secret);
        var name = labels.GetOrAdd(label.Text, Encoding.ASCII.GetBytes);

        // info, and behind it the counter of HKDF's first block.
        var length = name.Length + 1 + context.Length + 1;
        Span<byte> block = length <= MaxInfoOnStack ? stackalloc byte[length] : new byte[length];
        name.CopyTo(block);
        block[name.Length] = 0;
        context.CopyTo(block[(name.Length + 1)..]);
        block[^1] = 1;

        // A key of one block is one HMAC, without the allocations of the general way.
        if (key.Length == HashLength)
        {
            HMACSHA256.HashData(prk, block, key);
        }
        else
        {
            HKDF.Expand(HashAlgorithmName.SHA256, prk, key, block[..^1]);
        }
        CryptographicOperations.ZeroMemory(block);
    }

    /// <summary>Forgets the secrets; no key can be derived afterwards.</summary>
    public void Dispose()
    {
        for (var secret = 0; secret < extracted.Length; secret++)
        {
            CryptographicOperations.ZeroMemory(extracted[secret]);
            extracted[secret] = null;
        }
    }

    private static byte[] Extract(byte[] secret)
    {
        if (secret.Length != SecretLength) throw new ArgumentException($"A secret has {SecretLength} bytes.", nameof(secret));
        var prk = new byte[HashLength];
        HKDF.Extract(HashAlgorithmName.SHA256, secret, [], prk);
        CryptographicOperations.ZeroMemory(secret);
        return prk;
    }
}
