using PartnerApi.Policy.Statistics;

namespace PartnerApi.Policy.Tests.Statistics;

public class EnrollmentDrawTests
{
    private static readonly long[] City = SyntheticEnrollment.Create()[0];

    [Fact]
    public void Draw_measures_every_cell_of_every_level_with_an_epsilon()
    {
        var draw = EnrollmentMechanism.Draw(City, EpsilonSplit.Default, new CryptographicBits());
        Assert.Equal(81, draw.Measured.Sum(level => level.Length));
        Assert.Equal(162, EnrollmentMechanism.Draw(City, Registries.Uneven, new CryptographicBits()).Measured.Sum(level => level.Length));
        Assert.Equal(EnrollmentReconciliation.Reconcile(EnrollmentMechanism.Estimate(draw.Split, draw.Measured)), draw.Cells);
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
    public void Empty_month_can_be_drawn()
    {
        var draw = EnrollmentMechanism.Draw(new long[EnrollmentGrid.Cells], EpsilonSplit.Default, new CryptographicBits());
        Assert.All(draw.Cells, cell => Assert.True(cell >= 0));
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
