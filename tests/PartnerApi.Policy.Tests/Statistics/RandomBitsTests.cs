using System.Buffers.Binary;
using System.Reflection;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Policy.Tests.Statistics;

public class RandomBitsTests
{
    [Fact]
    public void Only_the_cryptographic_source_is_public()
    {
        var sources = typeof(RandomBits).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(RandomBits)) && !type.IsAbstract);
        Assert.Equal([typeof(CryptographicBits)], sources);
        Assert.All(
            typeof(RandomBits).GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic),
            constructor => Assert.True(constructor.IsAssembly));
        Assert.Empty(typeof(CryptographicBits).GetConstructors().Single().GetParameters());
    }

    [Fact]
    public void Streams_begin_differently()
    {
        const int Streams = 1_000_000;
        const int PerSource = 500;
        var beginnings = new HashSet<(ulong, ulong)>(Streams);
        for (var source = 0; source < Streams / PerSource; source++)
        {
            var bits = new CryptographicBits();
            for (var stream = 0; stream < PerSource; stream++) beginnings.Add((Two(bits), Two(bits)));
        }
        Assert.Equal(Streams, beginnings.Count);
    }

    [Fact]
    public void Threads_do_not_share_a_stream()
    {
        var beginnings = new ulong[64];
        Parallel.For(0, beginnings.Length, index => beginnings[index] = Two(new CryptographicBits()));
        Assert.Distinct(beginnings);
    }

    [Fact]
    public void Words_that_would_favor_a_result_are_discarded()
    {
        // Of the 2^32 words, 2^32 mod 3 = 1 word must be discarded for three equally likely results: the first.
        var bits = new ScriptedBits(0, 0x8000_0000, 1, 0xFFFF_FFFF);
        Assert.Equal(1u, bits.Below(3));
        Assert.Equal(0u, bits.Below(3));
        Assert.Equal(2u, bits.Below(3));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1_000)]
    public void Integers_below_a_bound_are_uniform(int bound)
    {
        var (bits, counts) = (new CryptographicBits(), new int[bound]);
        const int PerResult = 1_000;
        for (var draw = 0; draw < PerResult * bound; draw++) counts[bits.Below((uint)bound)]++;
        var distance = counts.Sum(count => Math.Pow(count - PerResult, 2) / PerResult);
        Assert.True(bound == 1 || Probability.ChiSquareTail(distance, bound - 1) > Probability.Alpha);
    }

    [Fact]
    public void Bound_of_0_is_rejected() => Assert.Throws<ArgumentOutOfRangeException>(() => new CryptographicBits().Below(0));

    private static ulong Two(RandomBits bits) => ((ulong)bits.NextWord() << 32) | bits.NextWord();

    private sealed class ScriptedBits(params uint[] words) : RandomBits
    {
        internal override void Fill(Span<byte> bytes)
        {
            for (var index = 0; index < words.Length; index++) BinaryPrimitives.WriteUInt32LittleEndian(bytes[(index * sizeof(uint))..], words[index]);
        }
    }
}
