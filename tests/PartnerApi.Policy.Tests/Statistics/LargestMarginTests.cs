using PartnerApi.Policy.Statistics;

namespace PartnerApi.Policy.Tests.Statistics;

/// <summary>The margin of a difference that holds for all cells of a table is the largest of all pairs.</summary>
public class LargestMarginTests
{
    private static readonly EpsilonSplit Small = EpsilonSplit.Of(20_000), Large = EpsilonSplit.Of(55_000);

    public static TheoryData<string> Ranges =>
    [
        // The months of each period: with the large epsilon, and with the small one.
        "1 12 12 7", "12 3", "1 1 1", "3+0 2+1 0+3 0+2", "12+0 12+0 0+1",
    ];

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Margin_between_periods_is_the_largest_of_all_pairs(string range)
    {
        var periods = Periods(range);
        var pairs =
            from one in Enumerable.Range(0, periods.Count)
            from other in Enumerable.Range(0, one)
            select EstimateError.Of(GridDimensions.Borough, MeasuredMonths.Of(periods[one].Concat(periods[other]))).Margin;
        Assert.Equal(pairs.Max(), LargestMargin.BetweenPeriods(GridDimensions.Borough, periods)!.Value, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Margin_between_cells_is_that_of_the_least_precise_period(string range)
    {
        var periods = Periods(range);
        var margins = periods.Select(period => EstimateError.OfDifference(GridDimensions.Borough, GridDimensions.Borough, MeasuredMonths.Of(period)).Margin).ToList();
        Assert.Equal(margins.Max(), LargestMargin.BetweenCells(GridDimensions.Borough, GridDimensions.Borough, periods), 1e-9);
    }

    [Fact]
    public void One_period_has_no_margin()
    {
        Assert.Null(LargestMargin.BetweenPeriods(GridDimensions.None, Periods("12")));
        Assert.NotNull(LargestMargin.BetweenPeriods(GridDimensions.None, Periods("12 12")));
    }

    [Fact]
    public void Error_does_not_depend_on_the_order_of_months_with_different_splits()
    {
        var one = EstimateError.Of(GridDimensions.All, MeasuredMonths.Of([Small, Large, Small]));
        Assert.Same(one, EstimateError.Of(GridDimensions.All, MeasuredMonths.Of([Large, Small, Small])));
        Assert.True(one.Margin > EstimateError.Of(GridDimensions.All, MeasuredMonths.Of([Large, Small, Large])).Margin);
    }

    private static List<List<EpsilonSplit>> Periods(string range) => [.. range.Split(' ').Select(period =>
    {
        var parts = period.Split('+').Select(part => int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        return Enumerable.Repeat(Large, parts[0]).Concat(Enumerable.Repeat(Small, parts.ElementAtOrDefault(1))).ToList();
    })];
}
