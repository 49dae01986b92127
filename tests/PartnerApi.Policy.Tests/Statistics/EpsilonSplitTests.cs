using PartnerApi.Policy.Statistics;

namespace PartnerApi.Policy.Tests.Statistics;

public class EpsilonSplitTests
{
    [Theory]
    [InlineData(EpsilonSplit.LeastMillionths)]
    [InlineData(101)]
    [InlineData(199)]
    [InlineData(54_321)]
    [InlineData(EpsilonSplit.DefaultMillionths)]
    [InlineData(999_999)]
    [InlineData(DiscreteLaplace.MostMillionths)]
    public void Split_divides_the_total_exactly(int total)
    {
        var split = EpsilonSplit.Of(total);
        Assert.Equal(total, split.Total);
        Assert.Equal(total, split.Millionths.Sum());
        Assert.All(split.Millionths, level => Assert.True(level >= 0));
    }

    [Fact]
    public void Default_weights_are_percentages() => Assert.Equal([10, 0, 0, 0, 0, 0, 0, 90], EpsilonSplit.Of(100).Millionths);

    [Fact]
    public void Level_is_indexed_by_its_dimensions() =>
        Assert.Equal(EpsilonSplit.DefaultMillionths * 9 / 10, EpsilonSplit.Default[GridDimensions.All]);

    [Theory]
    [InlineData(int.MinValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(EpsilonSplit.LeastMillionths - 1)]
    [InlineData(DiscreteLaplace.MostMillionths + 1)]
    [InlineData(int.MaxValue)]
    public void Total_out_of_range_is_rejected(int total) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => EpsilonSplit.Of(total));

    [Fact]
    public void Stored_split_can_be_restored()
    {
        var split = EpsilonSplit.OfLevels([.. EpsilonSplit.Default.Millionths]);
        Assert.Equal(EpsilonSplit.Default.Millionths, split.Millionths);
        Assert.Equal(EpsilonSplit.DefaultMillionths, split.Total);
    }

    [Fact]
    public void Split_must_have_eight_levels() => Assert.Throws<ArgumentException>(() => EpsilonSplit.OfLevels([1, 2, 3, 4, 5, 6, 7]));

    [Theory]
    [InlineData(-5)]
    [InlineData(DiscreteLaplace.MostMillionths)]
    [InlineData(int.MaxValue)]
    public void Negative_epsilon_and_a_too_large_sum_are_rejected(int level) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => EpsilonSplit.OfLevels([level, level, 1, 1, 1, 1, 1, 1]));

    [Fact]
    public void Full_cells_must_be_measured() => Assert.Throws<ArgumentOutOfRangeException>(() => EpsilonSplit.OfLevels([1, 1, 1, 1, 1, 1, 1, 0]));
}
