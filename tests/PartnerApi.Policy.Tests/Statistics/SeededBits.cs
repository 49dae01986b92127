using System.Buffers.Binary;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Policy.Tests.Statistics;

/// <summary>A deterministic source (SplitMix64) for repeatable tests. It is not available outside the tests.</summary>
internal sealed class SeededBits(long seed) : RandomBits
{
    private ulong state = (ulong)seed;

    /// <summary>A number between 0 and 1, exclusive.</summary>
    public double Fraction() => (NextWord() + 0.5) / (1L << 32);

    internal override void Fill(Span<byte> bytes)
    {
        for (; bytes.Length > 0; bytes = bytes[sizeof(ulong)..])
        {
            state += 0x9E37_79B9_7F4A_7C15;
            var mixed = (state ^ (state >> 30)) * 0xBF58_476D_1CE4_E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, mixed ^ (mixed >> 31));
        }
    }
}
