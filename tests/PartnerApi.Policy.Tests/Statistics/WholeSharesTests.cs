using PartnerApi.Policy.Statistics;

namespace PartnerApi.Policy.Tests.Statistics;

public class WholeSharesTests
{
    [Theory]
    [InlineData(new[] { 1.0, 2.0, 3.0 }, 6, new[] { 1L, 2L, 3L })]
    [InlineData(new[] { 1.4, 2.3, 2.3 }, 6, new[] { 2L, 2L, 2L })] // the largest remainder is rounded up
    [InlineData(new[] { 0.0, 0.0, 0.0 }, 6, new[] { 2L, 2L, 2L })] // the missing sum is divided equally
    [InlineData(new[] { -9.0, 2.0, 4.0 }, 4, new[] { 0L, 1L, 3L })] // negative amounts are subtracted equally from the others
    [InlineData(new[] { 5.0, -5.0 }, 0, new[] { 0L, 0L })]
    [InlineData(new[] { -5.0, -7.0 }, 4, new[] { 3L, 1L })]
    public void Estimates_are_rounded_to_the_nearest_counts_with_the_sum(double[] estimates, long sum, long[] expected)
    {
        var counts = new long[estimates.Length];
        WholeShares.Fit([.. estimates], sum, counts);
        Assert.Equal(expected, counts);
    }

    [Theory]
    [InlineData(new[] { 9.0, 2.0, 1.0 }, 6, new[] { 3L, 9L, 9L }, new[] { 3L, 2L, 1L })]
    [InlineData(new[] { 9.0, 2.0, 1.0 }, 8, new[] { 3L, 9L, 9L }, new[] { 3L, 3L, 2L })]
    [InlineData(new[] { 9.0, 9.0 }, 2, new[] { 1L, 1L }, new[] { 1L, 1L })]
    [InlineData(new[] { -3.0, 50.0 }, 4, new[] { 4L, 0L }, new[] { 4L, 0L })]
    [InlineData(new[] { 1.0, 1.0 }, 0, new[] { 0L, 0L }, new[] { 0L, 0L })]
    public void No_count_exceeds_its_limit(double[] estimates, long sum, long[] limits, long[] expected)
    {
        var counts = new long[estimates.Length];
        WholeShares.Fit([.. estimates], sum, limits, counts);
        Assert.Equal(expected, counts);
    }

    [Fact]
    public void Result_is_the_nearest_point_in_thousands_of_random_cases()
    {
        // Moving a unit from one count to another comes no closer, except for the possible rounding error of each.
        var bits = new SeededBits(6);
        for (var attempt = 0; attempt < 2_000; attempt++)
        {
            double[] estimates = [.. Enumerable.Range(0, 5).Select(_ => (bits.Fraction() * 200) - 80)];
            long[] limits = [.. estimates.Select(_ => (long)bits.Below(60))];
            var counts = new long[estimates.Length];
            WholeShares.Fit([.. estimates], bits.Below((uint)limits.Sum() + 1), limits, counts);
            for (var from = 0; from < counts.Length; from++)
            {
                Assert.InRange(counts[from], 0, limits[from]);
                for (var to = 0; to < counts.Length; to++)
                {
                    if (counts[from] == 0 || counts[to] == limits[to]) continue;
                    Assert.True(counts[from] - estimates[from] - (counts[to] - estimates[to]) <= 1.001);
                }
            }
        }
    }
}
