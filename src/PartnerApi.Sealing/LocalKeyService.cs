using System.Security.Cryptography;

namespace PartnerApi.Sealing;

/// <summary>Derives keys from secrets in this process. Only the extracted HKDF keys are kept, not the secrets themselves.</summary>
public sealed class LocalKeyService : IKeyService, IDisposable
{
    /// <summary>The length of a secret in bytes.</summary>
    public const int SecretLength = 32;

    private const int HashLength = 32;
    private const int MaxInfoOnStack = 256;

    private readonly byte[]?[] extracted = new byte[]?[3];
    private readonly ThreadLocal<IncrementalHash>?[] hashes = new ThreadLocal<IncrementalHash>?[3];

    /// <summary>Takes the secrets, <see cref="SecretLength"/> bytes each, with null for one that this process must not hold, and zeroes the buffers.</summary>
    public LocalKeyService(byte[] lookup, byte[] facts, byte[]? record)
    {
        Take(Secret.Lookup, lookup);
        Take(Secret.Facts, facts);
        if (record is not null) Take(Secret.Record, record);
    }

    /// <inheritdoc/>
    public bool Holds(Secret secret) => extracted[(int)secret] is not null;

    /// <inheritdoc/>
    public void Derive(KeyLabel label, ReadOnlySpan<byte> context, Span<byte> key)
    {
        var prk = extracted[(int)label.Secret] ?? throw new SecretNotLoadedException(label.Secret);
        var name = label.Bytes;

        // The info, followed by the counter of HKDF's first block.
        var length = name.Length + 1 + context.Length + 1;
        Span<byte> block = length <= MaxInfoOnStack ? stackalloc byte[length] : new byte[length];
        name.CopyTo(block);
        block[name.Length] = 0;
        context.CopyTo(block[(name.Length + 1)..]);
        block[^1] = 1;

        // A key of one block is a single HMAC. A reused object costs less than half of HKDF.Expand, and an incremental one less than HMACSHA256.
        if (key.Length == HashLength)
        {
            var hash = hashes[(int)label.Secret]!.Value!;
            hash.AppendData(block);
            hash.GetHashAndReset(key);
        }
        else
        {
            HKDF.Expand(HashAlgorithmName.SHA256, prk, key, block[..^1]);
        }
        CryptographicOperations.ZeroMemory(block);
    }

    /// <summary>Zeroes the keys. No key can be derived afterwards.</summary>
    public void Dispose()
    {
        for (var secret = 0; secret < extracted.Length; secret++)
        {
            CryptographicOperations.ZeroMemory(extracted[secret]);
            extracted[secret] = null;
            hashes[secret]?.Dispose();
        }
    }

    private void Take(Secret secret, byte[] value)
    {
        if (value.Length != SecretLength) throw new ArgumentException($"A secret has {SecretLength} bytes.", nameof(value));
        var prk = new byte[HashLength];
        HKDF.Extract(HashAlgorithmName.SHA256, value, [], prk);
        CryptographicOperations.ZeroMemory(value);
        extracted[(int)secret] = prk;

        // One for each thread, because HMAC objects are not safe for concurrent use. Not tracked, so that it is released with its thread.
        hashes[(int)secret] = new ThreadLocal<IncrementalHash>(() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, prk));
    }
}
