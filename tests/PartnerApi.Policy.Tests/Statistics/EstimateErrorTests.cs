using PartnerApi.Policy.Statistics;

namespace PartnerApi.Policy.Tests.Statistics;

/// <summary>The stated margins include the true error in 95 of 100 cases, for every level, and for sums over months.</summary>
public class EstimateErrorTests
{
    private static readonly EpsilonSplit[] Splits =
    [
        EpsilonSplit.Default, Registries.Uneven, EpsilonSplit.Of(90 * EpsilonSplit.DefaultMillionths), EpsilonSplit.Of(EpsilonSplit.LeastMillionths),
    ];

    [Theory]
    [MemberData(nameof(Registries.Levels), MemberType = typeof(Registries))]
    public void Weights_of_the_noise_give_the_standard_error_of_weighted_least_squares(GridDimensions level)
    {
        foreach (var split in Splits)
            Assert.Equal(1, EstimateError.Of(level, [new(split, 1)]).StandardError / new DirectLeastSquares(split).StandardError(level), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Registries.Levels), MemberType = typeof(Registries))]
    public void Weights_of_the_noise_are_those_of_the_estimate(GridDimensions level)
    {
        AssertTerms(estimates => EnrollmentGrid.Sum(estimates, level)[0], NoiseWeights.Of(Registries.Uneven, level));
    }

    [Theory]
    [MemberData(nameof(Registries.Levels), MemberType = typeof(Registries))]
    public void Weights_of_the_noise_in_a_difference_are_those_of_the_two_estimates(GridDimensions level)
    {
        foreach (var dimension in GridFactors.Dimensions.Where(dimension => level.HasFlag(dimension)))
        {
            // Two cells that differ in this dimension alone, and are not at its beginning.
            var cell = EnrollmentGrid.Index(level, Borough.Queens, AgeBand.Ages35To44, EnrollmentEvent.Issued);
            var other = EnrollmentGrid.Index(
                level,
                dimension == GridDimensions.Borough ? Borough.Brooklyn : Borough.Queens,
                dimension == GridDimensions.AgeBand ? AgeBand.Ages18To24 : AgeBand.Ages35To44,
                dimension == GridDimensions.Event ? EnrollmentEvent.Renewed : EnrollmentEvent.Issued);
            Assert.NotEqual(cell, other);
            AssertTerms(
                estimates => EnrollmentGrid.Sum(estimates, level)[cell] - EnrollmentGrid.Sum(estimates, level)[other],
                NoiseWeights.OfDifference(Registries.Uneven, level, dimension));
        }
    }

    [Fact]
    public void Margin_of_a_difference_is_that_of_two_draws_if_nothing_is_in_common()
    {
        // The full cells alone are measured, so each estimate has a draw of its own, as two months have.
        var split = EpsilonSplit.OfLevels([0, 0, 0, 0, 0, 0, 0, 1_000]);
        Assert.Equal(
            EstimateError.Of(GridDimensions.All, [new(split, 2)]).Margin,
            EstimateError.OfDifference(GridDimensions.All, GridDimensions.AgeBand, [new(split, 1)]).Margin, 1e-6);
    }

    // One unit of noise in each measured cell in turn moves the combination of estimates by the weight. Noise without weight has no term, or one of weight 0.
    private static void AssertTerms(Func<double[], double> combination, IReadOnlyList<NoiseTerm> expected)
    {
        var split = Registries.Uneven;
        var weights = new List<(int, double)>();
        foreach (var measured in EnrollmentGrid.Levels)
        {
            for (var cell = 0; cell < EnrollmentGrid.CellsOf(measured); cell++)
            {
                long[][] noise = [.. EnrollmentGrid.Levels.Select(other => new long[EnrollmentGrid.CellsOf(other)])];
                noise[(int)measured][cell] = 1;
                weights.Add((split[measured], Math.Abs(combination(EnrollmentMechanism.Estimate(split, noise)))));
            }
        }
        var terms = expected.SelectMany(term => Enumerable.Repeat((term.Millionths, Math.Abs(term.Weight)), term.Count));
        Assert.Equal(Sorted(weights), Sorted(terms));

        static IEnumerable<(int, double)> Sorted(IEnumerable<(int Millionths, double Weight)> all) =>
            all.Select(one => (one.Millionths, Math.Round(one.Weight, 9))).Where(one => one.Item2 > 0).Order();
    }

    [Fact]
    public void Margin_of_one_draw_is_the_quantile_of_the_Laplace_distribution()
    {
        // P(|X| <= m) = 1 - exp(-epsilon m).
        var split = EpsilonSplit.OfLevels([0, 0, 0, 0, 0, 0, 0, 1_000]);
        Assert.Equal(-Math.Log(0.05) / 0.001, EstimateError.Of(GridDimensions.All, [new(split, 1)]).Margin, 0.5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(12)]
    [InlineData(24)]
    public void Margins_hold_in_95_of_100_cases(int months)
    {
        // The error does not depend on the counts, so an empty month is enough.
        const int Sums = 1_000;
        foreach (var split in Splits)
        {
            var bits = new SeededBits(8);
            var held = new double[EnrollmentGrid.Levels.Count];
            for (var sum = 0; sum < Sums; sum++)
            {
                var errors = new double[EnrollmentGrid.Cells];
                for (var month = 0; month < months; month++)
                {
                    var measured = EnrollmentMechanism.Measure(new long[EnrollmentGrid.Cells], split, bits);
                    foreach (var (cell, error) in EnrollmentMechanism.Estimate(split, measured).Index()) errors[cell] += error;
                }
                foreach (var level in EnrollmentGrid.Levels)
                {
                    var margin = EstimateError.Of(level, [new(split, months)]).Margin;
                    held[(int)level] += EnrollmentGrid.Sum(errors, level).Average(error => Math.Abs(error) <= margin ? 1.0 : 0) / Sums;
                }
            }

            // The total has one cell, so its share is a mean of 1,000 with a standard error of 0.7 %. Low noise moves in steps, so more than 95 % can hold.
            var isSmooth = split.Total < DiscreteLaplace.Million;
            Assert.All(EnrollmentGrid.Levels, level => Assert.InRange(held[(int)level], 0.93, isSmooth ? 0.97 : 1.001));
        }
    }

    [Fact]
    public void Months_with_different_splits_are_summed()
    {
        var (small, large) = (EpsilonSplit.Of(30_000), EpsilonSplit.Of(90_000));
        var error = EstimateError.Of(GridDimensions.None, [new(small, 5), new(large, 7)]);
        Assert.Equal(
            Math.Sqrt((5 * Square(small)) + (7 * Square(large))), error.StandardError, 1e-6);
        Assert.Equal(EstimateError.Of(GridDimensions.None, [new(small, 12)]).Margin, EstimateError.Of(GridDimensions.None, [new(small, 5), new(small, 7)]).Margin, 1e-6);

        static double Square(EpsilonSplit split) => Math.Pow(EnrollmentAccuracy.StandardError(split, GridDimensions.None), 2);
    }
}
