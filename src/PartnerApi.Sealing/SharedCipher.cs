using System.Security.Cryptography;

namespace PartnerApi.Sealing;

/// <summary>The cipher of one key for concurrent use. <see cref="AesGcm"/> is not thread-safe and is expensive to create, so each thread has its own.</summary>
public sealed class SharedCipher : IDisposable
{
    private readonly byte[] key;
    private readonly ThreadLocal<AesGcm> ciphers;

    /// <summary>Copies the key, <see cref="Aead.KeyLength"/> bytes.</summary>
    public SharedCipher(ReadOnlySpan<byte> key)
    {
        this.key = key.ToArray();
        ciphers = new ThreadLocal<AesGcm>(() => Aead.Cipher(this.key));
    }

    /// <summary>This thread's cipher. Use it at once and not across an await.</summary>
    public AesGcm Mine => ciphers.Value!;

    /// <summary>Zeroes the key. Each thread's cipher is released with its thread.</summary>
    public void Dispose()
    {
        ciphers.Dispose();
        CryptographicOperations.ZeroMemory(key);
    }
}
