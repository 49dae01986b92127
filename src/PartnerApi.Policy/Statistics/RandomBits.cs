using System.Buffers.Binary;
using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("PartnerApi.Policy.Tests")]

namespace PartnerApi.Policy.Statistics;

/// <summary>
/// A source of uniform integers, drawn in blocks. Outside this assembly and its tests there is no other than <see cref="CryptographicBits"/>, so that no
/// release can be drawn from a seed. Not safe for more than one thread.
/// </summary>
public abstract class RandomBits
{
    private const int BlockBytes = 4096;

    private readonly byte[] block = new byte[BlockBytes];
    private int used = BlockBytes;

    // Only this assembly and its tests may have another source.
    internal RandomBits()
    {
    }

    /// <summary>Fills a block with uniform bytes that were never given before.</summary>
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

    /// <summary>True or false, evenly.</summary>
    internal bool NextBit() => (NextWord() & 1) == 1;

    /// <summary>A uniform integer from 0 up to a bound, which is left out and at least 1. Exact: words that would favor some results are thrown away.</summary>
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
