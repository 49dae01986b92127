using PartnerApi.Policy.Statistics;

namespace PartnerApi.Policy.Tests.Statistics;

public class DiscreteLaplaceTests
{
    private readonly CryptographicBits bits = new();

    [Theory]
    [InlineData(8_250)] // the default epsilon of the events
    [InlineData(36_300)] // the default epsilon of boroughs by age bands
    [InlineData(500_000)]
    [InlineData(1_000_000)]
    [InlineData(1_098_612)] // ln 3
    [InlineData(2_999_999)]
    public void Noise_has_the_distribution_of_its_epsilon(int millionths)
    {
        var noise = new DiscreteLaplace(millionths);
        Assert.True(ShapeCheck.Passes(() => noise.Next(bits), millionths / 1e6));
    }

    [Theory]
    [InlineData(8_250)]
    [InlineData(1_098_612)]
    public void Variance_matches_the_noise(int millionths)
    {
        const int Draws = 40_000;
        var (noise, seeded) = (new DiscreteLaplace(millionths), new SeededBits(1));
        var squares = Enumerable.Range(0, Draws).Select(_ => Math.Pow(noise.Next(seeded), 2)).Average();
        Assert.InRange(squares / noise.Variance, 0.95, 1.05);
    }

    [Fact]
    public void Smallest_epsilon_can_be_drawn()
    {
        var noise = new DiscreteLaplace(1);
        var sizes = Enumerable.Range(0, 1_000).Select(_ => Math.Abs(noise.Next(bits))).Order().ToList();

        // Half of all noise is larger than ln 2 / epsilon.
        Assert.InRange(sizes[500], 500_000, 900_000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(DiscreteLaplace.MostMillionths + 1)]
    [InlineData(int.MaxValue)]
    public void Epsilon_out_of_range_is_rejected(int millionths) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteLaplace(millionths));
}
