using PartnerApi.Policy.Statistics;

namespace PartnerApi.Policy.Tests.Statistics;

public class AccuracyStudyTests
{
    private const int Releases = 100;
    private const int Step = 5_000;

    [Fact]
    public void Default_epsilon_is_the_smallest_that_is_accurate_enough()
    {
        Assert.All(Study(EpsilonSplit.DefaultMillionths), result => Assert.True(result.IsReached, $"{result.Goal.Name}: {result.ClosePercent} %"));
        Assert.Contains(Study(EpsilonSplit.DefaultMillionths - Step), result => !result.IsReached);
        Assert.InRange(EpsilonSplit.DefaultMillionths, Step, 200_000);
    }

    [Fact]
    public void Study_evaluates_all_large_counts_and_reports_each_release()
    {
        var published = 0;
        var results = AccuracyStudy.Run(EpsilonSplit.Default, SyntheticEnrollment.Cards, 2, new CryptographicBits(), () => published++, TestContext.Current.CancellationToken);
        Assert.Equal(2, published);

        // 24 months; four boroughs in each, because Staten Island has 1,875 a month; 37 of 40 cells in each of two years.
        Assert.Equal([2 * 24, 2 * 24 * 4, 2 * 2 * 37], results.Select(result => result.Counts));
    }

    [Fact]
    public void Small_city_has_no_counts_to_evaluate()
    {
        var results = AccuracyStudy.Run(EpsilonSplit.Default, 20_000, 1, new CryptographicBits(), () => { }, TestContext.Current.CancellationToken);
        Assert.Equal([0, 0, 0], results.Select(result => result.Counts));
        Assert.All(results, result => Assert.False(result.IsReached));
    }

    [Fact]
    public void Study_can_be_canceled() => Assert.Throws<OperationCanceledException>(
        () => AccuracyStudy.Run(EpsilonSplit.Default, SyntheticEnrollment.Cards, 1, new CryptographicBits(), () => { }, new CancellationToken(canceled: true)));

    [Fact]
    public void Study_rejects_fewer_than_one_release() => Assert.Throws<ArgumentOutOfRangeException>(
        () => AccuracyStudy.Run(EpsilonSplit.Default, SyntheticEnrollment.Cards, 0, new CryptographicBits(), () => { }, TestContext.Current.CancellationToken));

    [Fact]
    public void Invented_city_has_900_000_cards_over_24_months()
    {
        var months = SyntheticEnrollment.Create();
        Assert.Equal(SyntheticEnrollment.Months, months.Length);
        Assert.Equal(SyntheticEnrollment.Cards, months.Sum(month => month.Sum()));
        Shares(months[0], GridDimensions.Borough, [0.19, 0.29, 0.20, 0.27, 0.05]);
        Shares(months[0], GridDimensions.AgeBand, [0.04, 0.075, 0.15, 0.24, 0.19, 0.135, 0.10, 0.07]);
        Shares(months[0], GridDimensions.Event, [0.8, 0.2]);

        static void Shares(long[] month, GridDimensions level, double[] expected) =>
            Assert.All(EnrollmentGrid.Sum(month, level).Zip(expected), pair => Assert.Equal(pair.Second, pair.First / (double)month.Sum(), 3e-4));
    }

    private static IReadOnlyList<AccuracyResult> Study(int millionths) =>
        AccuracyStudy.Run(EpsilonSplit.Of(millionths), SyntheticEnrollment.Cards, Releases, new SeededBits(2), () => { }, TestContext.Current.CancellationToken);
}
