using System.Security.Cryptography;

namespace PartnerApi.Policy.Statistics;

/// <summary>Uniform integers from the operating system's cryptographic generator, which cannot be seeded and never repeats a stream.</summary>
public sealed class CryptographicBits : RandomBits
{
    /// <inheritdoc/>
    internal override void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}
