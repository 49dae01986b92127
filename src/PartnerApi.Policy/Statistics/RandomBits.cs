using System.Buffers.Binary;
using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("PartnerApi.Policy.Tests")]

namespace PartnerApi.Policy.Statistics;

/// <summary>
/// A source of uniform integers, drawn in blocks. Outside this assembly and its tests, <see cref="CryptographicBits"/> is the only source, so that no release
/// can be drawn from a seed. Not safe for concurrent use.
/// </summary>
public abstract class RandomBits
{
    private const int BlockBytes = 4096;

    private readonly byte[] block = new byte[BlockBytes];
    private int used = BlockBytes;

    // Only this assembly and its tests can derive from this class.
    internal RandomBits()
    {
    }

    /// <summary>Fills a block with new uniform bytes.</summary>
    internal abstract void Fill(Span<byte> bytes);

    /// <summary>32 uniform bits.</summary>
    internal uint NextWord()
    {
        if (used == BlockBytes)
        {
            Fill(block);
            used = 0;
        }
        var word = BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(used));
        used += sizeof(uint);
        return word;
    }

    /// <summary>True or false with equal probability.</summary>
    internal bool NextBit() => (NextWord() & 1) == 1;

    /// <summary>A uniform integer from 0 to a bound, exclusive, of at least 1. It is exact: words that would favor some results are discarded.</summary>
    internal uint Below(uint bound)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bound);
        var product = (ulong)NextWord() * bound;
        if ((uint)product < bound)
        {
            var uneven = (0 - bound) % bound;
            while ((uint)product < uneven) product = (ulong)NextWord() * bound;
        }
        return (uint)(product >> 32);
    }
}
