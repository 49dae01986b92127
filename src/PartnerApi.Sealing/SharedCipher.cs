using System.Security.Cryptography;

namespace PartnerApi.Sealing;

/// <summary>One key's cipher for concurrent use: <see cref="AesGcm"/> is not safe for it and dear to make, so each thread keeps its own.</summary>
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

    /// <summary>This thread's cipher: use it at once, and do not keep it across an await.</summary>
    public AesGcm Mine => ciphers.Value!;

    /// <summary>Zeroes the key; each thread's cipher goes with its thread.</summary>
    public void Dispose()
    {
        ciphers.Dispose();
        CryptographicOperations.ZeroMemory(key);
    }
}
