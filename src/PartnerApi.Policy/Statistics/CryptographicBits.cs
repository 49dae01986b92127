using System.Security.Cryptography;

namespace PartnerApi.Policy.Statistics;

/// <summary>Uniform integers from the operating system's cryptographic generator; it has no seed and never gives a stream twice.</summary>
public sealed class CryptographicBits : RandomBits
{
    /// <inheritdoc/>
    internal override void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}
