using PartnerApi.Policy.Statistics;

namespace PartnerApi.Policy.Tests.Statistics;

public class ReconciliationTests
{
    private static readonly EpsilonSplit[] Splits =
        [EpsilonSplit.Default, Registries.Uneven, EpsilonSplit.Of(DiscreteLaplace.MostMillionths), EpsilonSplit.OfLevels([1, 1, 1, 1, 1, 1, 1, 1])];

    [Fact]
    public void Closed_form_matches_weighted_least_squares_of_all_measurements()
    {
        foreach (var split in (EpsilonSplit[])[EpsilonSplit.Default, Registries.Uneven])
        {
            var measured = EnrollmentMechanism.Measure(Registries.Random(1, 400), split, new SeededBits(1));
            var estimates = EnrollmentMechanism.Estimate(split, measured);
            var direct = new DirectLeastSquares(split).Solve(measured);
            Assert.All(estimates.Zip(direct), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
        }
    }

    [Theory]
    [MemberData(nameof(Registries.Levels), MemberType = typeof(Registries))]
    public void Closed_form_standard_error_matches_weighted_least_squares(GridDimensions level)
    {
        foreach (var split in (EpsilonSplit[])[EpsilonSplit.Default, Registries.Uneven])
            Assert.Equal(1, EnrollmentAccuracy.StandardError(split, level) / new DirectLeastSquares(split).StandardError(level), 1e-9);
    }

    [Fact]
    public void Consistent_counts_do_not_change()
    {
        foreach (var split in Splits)
        {
            var exact = Registries.Random(2, 1_000);
            Assert.Equal(exact, Reconcile(split, [.. EnrollmentGrid.Levels.Select(level => split[level] == 0 ? [] : EnrollmentGrid.Sum(exact, level))]));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(500)]
    [InlineData((int)EnrollmentMechanism.MostCount)]
    public void Published_counts_are_never_negative_and_add_up(int most)
    {
        var bits = new CryptographicBits();
        foreach (var split in Splits)
        {
            for (var seed = 0; seed < 20; seed++)
            {
                var measured = EnrollmentMechanism.Measure(Registries.Random(seed, most), split, bits);
                var estimates = EnrollmentMechanism.Estimate(split, measured);
                var cells = EnrollmentReconciliation.Reconcile(estimates);
                Assert.All(cells, cell => Assert.True(cell >= 0));
                Assert.Equal(Math.Max(0, estimates.Sum()), cells.Sum(), 0.51);
                foreach (var level in EnrollmentGrid.Levels) Assert.Equal(cells.Sum(), EnrollmentGrid.Sum(cells, level).Sum());
            }
        }
    }

    [Fact]
    public void Clamping_at_0_does_not_affect_the_sums()
    {
        // Events by borough and age band are measured so coarsely that most small counts are clamped. Their sums hardly change.
        const int Draws = 200;
        var exact = SyntheticEnrollment.Create()[0];
        var bits = new SeededBits(4);
        var renewed = EnrollmentGrid.Sum(exact, GridDimensions.Event)[(int)EnrollmentEvent.Renewed];
        var bias = Enumerable.Range(0, Draws)
            .Select(_ => Reconcile(EpsilonSplit.Default, EnrollmentMechanism.Measure(exact, EpsilonSplit.Default, bits)))
            .Average(cells => EnrollmentGrid.Sum(cells, GridDimensions.Event)[(int)EnrollmentEvent.Renewed] - renewed);
        Assert.InRange(bias, -40, 40);
    }

    [Fact]
    public void Negative_measurements_become_counts_of_0()
    {
        long[][] measured = [.. EnrollmentGrid.Levels.Select(level => Enumerable.Repeat(-100L, EnrollmentGrid.CellsOf(level)).ToArray())];
        Assert.All(Reconcile(EpsilonSplit.Default, measured), cell => Assert.Equal(0, cell));
    }

    private static long[] Reconcile(EpsilonSplit split, long[][] measured) => EnrollmentReconciliation.Reconcile(EnrollmentMechanism.Estimate(split, measured));
}
