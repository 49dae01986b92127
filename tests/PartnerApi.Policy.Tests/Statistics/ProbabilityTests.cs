namespace PartnerApi.Policy.Tests.Statistics;

public class ProbabilityTests
{
    [Theory]
    [InlineData(3.841459, 1, 0.05)]
    [InlineData(28.869299, 18, 0.05)]
    [InlineData(42.312396, 18, 0.001)]
    public void Chi_square_tail_matches_published_tables(double value, int freedom, double tail) =>
        Assert.Equal(tail, Probability.ChiSquareTail(value, freedom), 6);

    [Theory]
    [InlineData(1, 10, 0.0025286, 0.4450161)]
    [InlineData(5, 10, 0.1870860, 0.8129140)]
    [InlineData(10, 10, 0.6915029, 1.0)]
    public void Bounds_of_a_probability_match_published_tables(int hits, int tries, double lower, double upper)
    {
        Assert.Equal(lower, Probability.LowerBound(hits, tries, 0.025), 6);
        Assert.Equal(upper, Probability.UpperBound(hits, tries, 0.025), 6);
    }
}
