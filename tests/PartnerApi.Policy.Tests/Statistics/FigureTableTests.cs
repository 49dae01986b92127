using PartnerApi.Policy.Statistics;

namespace PartnerApi.Policy.Tests.Statistics;

/// <summary>Margins and intervals of published figures hold at each level, for sums over months, in small and large cities.</summary>
public class FigureTableTests
{
    private const int Runs = 24;
    private const int Months = CoverageStudy.Months;

    public static TheoryData<int, int> Sums => new MatrixTheoryData<int, int>([20_000, 900_000, 5_000_000], [1, 2, 3, 12, 24]);

    [Theory]
    [MemberData(nameof(Sums))]
    public void Intervals_of_published_figures_include_the_true_counts(int cards, int length)
    {
        var published = 0;
        var study = CoverageStudy.Run(
            EpsilonSplit.Default, cards, length, Runs, new SeededBits(length + cards), () => published++, TestContext.Current.CancellationToken);

        // Within the error of the test: a share of N independent figures has a standard error of the root of 0.0475 / N.
        foreach (var level in study.Where(level => level.Published > 0))
        {
            var error = 4 * Math.Sqrt(0.95 * 0.05 / level.Published);
            Assert.InRange(level.EstimateShare, 0.94 - error, 0.96 + error);
            Assert.InRange(level.CountShare, 0.94 - error, 1);
        }
        Assert.Equal(Runs, published);
        Assert.Equal(study[0].Figures, study[0].Published);
    }

    [Theory]
    [InlineData(9_500, 9_500, true)]
    [InlineData(9_500, 9_999, true)]
    [InlineData(9_780, 9_780, false)]
    [InlineData(9_220, 9_600, false)]
    [InlineData(9_500, 9_220, false)]
    public void Coverage_is_as_stated_within_chance(int estimates, int counts, bool isAsStated)
    {
        // 10,000 tables of one figure have a standard error of 0.2 %.
        Assert.Equal(isAsStated, new Coverage(GridDimensions.None, 10_000, 10_000, estimates, counts, 10_000).IsAsStated);

        // As many figures of few tables say less, and no figure says nothing.
        Assert.True(new Coverage(GridDimensions.All, 10_000, 10_000, estimates, counts, 30).IsAsStated);
        Assert.True(new Coverage(GridDimensions.None, 10_000, 0, 0, 0, 10_000).IsAsStated);
    }

    // Of many runs of a study with two releases, one in 400 has both totals outside their margins.
    [Theory]
    [InlineData(2, true)]
    [InlineData(7, true)]
    [InlineData(8, false)]
    public void Few_figures_outside_their_margins_can_be_chance(int tables, bool isAsStated) =>
        Assert.Equal(isAsStated, new Coverage(GridDimensions.None, tables, tables, 0, 0, tables).IsAsStated);

    [Fact]
    public void Study_counts_the_tables_that_have_no_month_in_common()
    {
        foreach (var (length, expected) in new[] { (1, 54), (2, 28), (12, 6), (24, 2) })
        {
            var study = CoverageStudy.Run(EpsilonSplit.Default, 20_000, length, 2, new SeededBits(1), () => { }, TestContext.Current.CancellationToken);
            Assert.All(study, level => Assert.Equal(expected, level.IndependentTables));
        }
    }

    [Fact]
    public void Study_can_be_canceled_and_is_limited_to_its_months()
    {
        Assert.Throws<OperationCanceledException>(
            () => CoverageStudy.Run(EpsilonSplit.Default, 20_000, 1, 1, new SeededBits(1), () => { }, new CancellationToken(canceled: true)));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => CoverageStudy.Run(EpsilonSplit.Default, 20_000, CoverageStudy.Months + 1, 1, new SeededBits(1), () => { }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Estimates_of_a_sum_are_right_on_average_and_counts_of_a_table_add_up()
    {
        var city = City(20_000);
        var bits = new SeededBits(3);
        var errors = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            var table = Figures(Release(city, bits), 12, 24);
            foreach (var level in EnrollmentGrid.Levels)
            {
                Assert.Equal(table.Of(GridDimensions.None)[0].Count, table.Of(level).Sum(figure => figure.Count));
                Assert.All(table.Of(level), figure => Assert.InRange(figure.Count, figure.Low, figure.High));
                Assert.All(table.Of(level), figure => Assert.True(figure.Low >= 0));
            }
            errors.AddRange(table.Of(GridDimensions.All).Zip(city, (figure, exact) => figure.Estimate - (24 * exact)));
        }
        var standardError = EstimateError.Of(GridDimensions.All, [new(EpsilonSplit.Default, 24)]).StandardError;
        Assert.InRange(errors.Average(), -4 * standardError / Math.Sqrt(errors.Count), 4 * standardError / Math.Sqrt(errors.Count));
    }

    [Theory]
    [InlineData(1, 12)]
    [InlineData(12, 120)]
    public void Noise_of_a_short_history_publishes_no_empty_cells(int before, int length)
    {
        var bits = new SeededBits(before);
        var (empty, published) = (0, 0);
        for (var run = 0; run < 30; run++)
        {
            var months = Enumerable.Range(0, before + length).Select(_ => Publish(new long[EnrollmentGrid.Cells], bits)).ToArray();
            var figures = Figures(months, before, length).Of(GridDimensions.All);
            empty += figures.Length;
            published += figures.Count(figure => figure.IsPublished);
        }
        Assert.InRange((double)published / empty, 0, 0.01);
    }

    [Fact]
    public void Count_of_the_month_has_no_part_in_what_is_published()
    {
        // Two releases of the same year, whose last month is empty in one and huge in the other.
        var city = City(900_000);
        var before = Release(city, new SeededBits(1))[..^1];
        ReleasedCells[] small = [.. before, Publish(new long[EnrollmentGrid.Cells], new SeededBits(2))];
        ReleasedCells[] large = [.. before, Publish([.. city.Select(count => 100 * count)], new SeededBits(2))];
        foreach (var level in EnrollmentGrid.Levels)
        {
            Assert.Equal(Published(small, level), Published(large, level));
        }
        Assert.Equal([true], Published(small, GridDimensions.None));
        Assert.Equal([true, false], Published(small, GridDimensions.All).Distinct().OrderDescending());

        static bool[] Published(ReleasedCells[] all, GridDimensions level) =>
            [.. Figures(all, all.Length - 1, 1).Of(level).Select(figure => figure.IsPublished)];
    }

    // The invented city of the accuracy study, with another number of cards.
    private static long[] City(int cards) => [.. SyntheticEnrollment.Create()[0].Select(count => (long)Math.Round((double)count * cards / SyntheticEnrollment.Cards))];

    private static ReleasedCells[] Release(long[] city, RandomBits bits) => [.. Enumerable.Range(0, Months).Select(_ => Publish(city, bits))];

    private static ReleasedCells Publish(long[] counts, RandomBits bits)
    {
        var draw = EnrollmentMechanism.Draw(counts, EpsilonSplit.Default, bits);
        return new(draw.Split, EnrollmentMechanism.Estimate(draw.Split, draw.Measured), draw.Cells);
    }

    private static FigureTable Figures(ReleasedCells[] all, int first, int length) =>
        new(all[first..(first + length)], all[Math.Max(0, first - FigureTable.MonthsBefore)..first]);
}
