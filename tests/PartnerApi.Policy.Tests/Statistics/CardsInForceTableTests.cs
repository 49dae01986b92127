using PartnerApi.Policy.Statistics;

namespace PartnerApi.Policy.Tests.Statistics;

/// <summary>Cards in force are computed from releases, with margins that hold.</summary>
public class CardsInForceTableTests
{
    private static readonly EpsilonSplit WithoutEvents = EpsilonSplit.WithoutEvents(EpsilonSplit.DefaultMillionths);

    public static TheoryData<int, int> Cities => new MatrixTheoryData<int, int>([20_000, 900_000, 5_000_000], [1, 12, 36, 120]);

    [Theory]
    [MemberData(nameof(Cities))]
    public void Intervals_include_the_true_counts(int cards, int months)
    {
        const int releases = 60;
        var published = 0;
        var study = CoverageStudy.RunCardsInForce(
            EpsilonSplit.DefaultMillionths, cards, months, releases, new SeededBits(months + cards), () => published++, TestContext.Current.CancellationToken);
        foreach (var level in study.Where(level => level.Published > 0))
        {
            // The cells of a table have noise in common, so a table counts as one figure.
            var error = 4 * Math.Sqrt(0.95 * 0.05 / releases);
            Assert.InRange(level.EstimateShare, 0.94 - error, 1);
            Assert.InRange(level.CountShare, 0.94 - error, 1);
        }
        Assert.Equal(releases, published);
        Assert.Equal(
            [GridDimensions.None, GridDimensions.Borough, GridDimensions.AgeBand, EnrollmentGrid.GroupLevel], study.Select(level => level.Level));
        Assert.Equal(releases, study[0].Published);
    }

    [Fact]
    public void Margin_is_that_of_all_releases_together()
    {
        // The squares of the standard errors of independent noise add up: the beginning, and issued and ended cards of each month.
        foreach (var (level, months) in new[] { (GridDimensions.None, 1), (GridDimensions.Borough, 12), (EnrollmentGrid.GroupLevel, 60) })
        {
            var issued = EstimateError.Of(level | GridDimensions.Event, [new(EpsilonSplit.Default, 1)]).StandardError;
            var ended = EstimateError.Of(level, [new(WithoutEvents, 1)]).StandardError;
            var expected = Math.Sqrt((months * issued * issued) + ((months + 1) * ended * ended));
            Assert.Equal(expected, Table(months).Of(level)[0].Error.StandardError, 1e-6 * expected);
        }
    }

    [Fact]
    public void Estimates_are_the_beginning_plus_issued_less_ended()
    {
        var table = Table(3);
        Assert.Equal(Enumerable.Repeat(500.0 + (3 * 70) - (3 * 20), 40), table.Of(EnrollmentGrid.GroupLevel).Select(figure => figure.Estimate));
        Assert.Equal(40 * 650.0, Assert.Single(table.Of(GridDimensions.None)).Estimate);
        Assert.Equal(Enumerable.Repeat(8 * 650L, 5), table.Of(GridDimensions.Borough).Select(figure => figure.Count));
    }

    [Fact]
    public void Margin_of_a_difference_is_that_of_all_releases_together()
    {
        const GridDimensions borough = GridDimensions.Borough;
        var issued = EstimateError.OfDifference(borough | GridDimensions.Event, borough, [new(EpsilonSplit.Default, 1)]).StandardError;
        var ended = EstimateError.OfDifference(borough, borough, [new(WithoutEvents, 1)]).StandardError;

        // The sum of so much noise is nearly normal.
        var expected = 1.96 * Math.Sqrt((60 * issued * issued) + (61 * ended * ended));
        Assert.Equal(expected, Table(60).MarginOfDifference(borough, borough), 0.01 * expected);
    }

    [Fact]
    public void All_cells_of_a_level_are_published_or_none()
    {
        var table = Table(1);
        Assert.All(table.Of(GridDimensions.None), figure => Assert.True(figure.IsPublished));
        var margin = table.Of(EnrollmentGrid.GroupLevel)[0].Error.Margin;
        Assert.Equal(550 >= 2 * margin, table.Of(EnrollmentGrid.GroupLevel).All(figure => figure.IsPublished));

        // One cell is large, but an even share is small.
        var estimates = new double[EnrollmentGrid.Cells];
        estimates[0] = 3 * margin;
        var uneven = new CardsInForceTable(Cells(estimates, WithoutEvents), [Cells(0, 0, EpsilonSplit.Default)], [Cells(0, 0, WithoutEvents)]);
        Assert.All(uneven.Of(EnrollmentGrid.GroupLevel), figure => Assert.False(figure.IsPublished));
    }

    private static CardsInForceTable Table(int months) => new(
        Cells(250, 250, WithoutEvents),
        [.. Enumerable.Repeat(Cells(70, 35, EpsilonSplit.Default), months)],
        [.. Enumerable.Repeat(Cells(10, 10, WithoutEvents), months)]);

    private static ReleasedCells Cells(double first, double second, EpsilonSplit split) =>
        Cells([.. Enumerable.Range(0, EnrollmentGrid.Cells).Select(cell => cell % 2 == 0 ? first : second)], split);

    private static ReleasedCells Cells(double[] estimates, EpsilonSplit split) => new(split, estimates, []);
}
