using PartnerApi.Policy.Statistics;

namespace PartnerApi.Policy.Tests.Statistics;

public class EnrollmentDrawTests
{
    private static readonly long[] City = SyntheticEnrollment.Create()[0];

    [Fact]
    public void Draw_measures_every_cell_of_every_level()
    {
        var draw = EnrollmentMechanism.Draw(City, EpsilonSplit.Default, new CryptographicBits());
        Assert.Equal(162, draw.Measured.Sum(level => level.Length));
        Assert.Equal(EnrollmentGrid.Cells, draw.Cells.Length);
        foreach (var level in EnrollmentGrid.Levels)
        {
            Assert.Equal(EnrollmentGrid.CellsOf(level), draw.Measured[(int)level].Length);
            Assert.Equal(EnrollmentGrid.CellsOf(level), draw.Margins[(int)level].Length);
            Assert.Equal(EnrollmentGrid.CellsOf(level), draw.StandardErrors[(int)level].Length);
        }
        Assert.Equal(new EnrollmentReconciliation(draw.Split).Reconcile(draw.Measured), draw.Cells);
        Assert.Same(EpsilonSplit.Default, draw.Split);
    }

    [Fact]
    public void Second_draw_differs()
    {
        var bits = new CryptographicBits();
        var (first, second) = (EnrollmentMechanism.Draw(City, EpsilonSplit.Default, bits), EnrollmentMechanism.Draw(City, EpsilonSplit.Default, bits));
        Assert.NotEqual(first.Measured.SelectMany(level => level), second.Measured.SelectMany(level => level));
        Assert.NotEqual(first.Cells, second.Cells);
    }

    [Fact]
    public void Margins_hold_for_95_of_100_releases()
    {
        const int Releases = 400;
        var bits = new SeededBits(8);
        var draw = EnrollmentMechanism.Draw(City, EpsilonSplit.Default, bits);
        var reconciliation = new EnrollmentReconciliation(EpsilonSplit.Default);
        var held = new double[EnrollmentGrid.Levels.Count];
        for (var release = 0; release < Releases; release++)
        {
            var cells = reconciliation.Reconcile(EnrollmentMechanism.Measure(City, EpsilonSplit.Default, bits));
            foreach (var level in EnrollmentGrid.Levels)
            {
                var errors = EnrollmentGrid.Sum(cells, level).Zip(EnrollmentGrid.Sum(City, level), (noisy, exact) => Math.Abs(noisy - exact));
                held[(int)level] += errors.Zip(draw.Margins[(int)level]).Average(pair => pair.First <= pair.Second ? 1.0 : 0) / Releases;
            }
        }

        // The margins of the full cells come from published counts with large errors.
        Assert.All(EnrollmentGrid.Levels, level => Assert.InRange(held[(int)level], level == GridDimensions.All ? 0.85 : 0.92, 0.99));
    }

    [Fact]
    public void Standard_errors_match_the_closed_form_if_no_count_is_near_0()
    {
        var large = City.Select(count => count + 20_000).ToArray();
        var draw = EnrollmentMechanism.Draw(large, EpsilonSplit.Default, new SeededBits(9));
        foreach (var level in EnrollmentGrid.Levels)
        {
            var simulated = draw.StandardErrors[(int)level].Average();
            Assert.InRange(simulated / EnrollmentAccuracy.StandardError(EpsilonSplit.Default, level), 0.85, 1.15);
        }
    }

    [Fact]
    public void Empty_month_can_be_drawn()
    {
        var draw = EnrollmentMechanism.Draw(new long[EnrollmentGrid.Cells], EpsilonSplit.Default, new CryptographicBits());
        Assert.All(draw.Cells, cell => Assert.True(cell >= 0));
        Assert.All(draw.Margins.SelectMany(level => level), margin => Assert.True(margin >= 0));
    }

    [Fact]
    public void Largest_counts_and_smallest_epsilons_do_not_overflow()
    {
        var split = EpsilonSplit.OfLevels([1, 1, 1, 1, 1, 1, 1, 1]);
        var cells = Enumerable.Repeat(EnrollmentMechanism.MostCount, EnrollmentGrid.Cells).ToArray();
        Assert.All(EnrollmentMechanism.Draw(cells, split, new CryptographicBits()).Cells, cell => Assert.True(cell >= 0));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(EnrollmentMechanism.MostCount + 1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void Count_out_of_range_is_rejected(long count) => Assert.Throws<ArgumentOutOfRangeException>(
        () => EnrollmentMechanism.Draw(Registries.With(79, count), EpsilonSplit.Default, new CryptographicBits()));

    [Theory]
    [InlineData(0)]
    [InlineData(79)]
    [InlineData(81)]
    public void Month_must_have_80_counts(int counts) => Assert.Throws<ArgumentException>(
        () => EnrollmentMechanism.Draw(new long[counts], EpsilonSplit.Default, new CryptographicBits()));
}
