using PartnerApi.Policy.Statistics;

namespace PartnerApi.Policy.Tests.Statistics;

/// <summary>The same words at each run, for what must come out the same. It cannot be had outside the tests.</summary>
internal sealed class SeededBits(int seed) : RandomBits
{
    private readonly Random random = new(seed);

    internal override void Fill(Span<byte> bytes) => random.NextBytes(bytes);
}
