using PartnerApi.Policy.Statistics;

namespace PartnerApi.Policy.Tests.Statistics;

/// <summary>The privacy loss of one person through the mechanism.</summary>
public class MechanismPrivacyTests
{
    private const int Cell = 37;

    private readonly CryptographicBits bits = new();

    public static TheoryData<long> Counts => [.. PrivacyCheck.Counts];

    [Theory]
    [MemberData(nameof(Counts))]
    public void Measured_total_costs_a_person_at_most_epsilon(long count) => AssertPrivate(count, GridDimensions.None, draws: 10_000);

    [Theory]
    [MemberData(nameof(Counts))]
    public void Measured_cell_costs_a_person_at_most_epsilon(long count) => AssertPrivate(count, GridDimensions.All, draws: 1_000);

    [Fact]
    public void All_measurements_together_cost_a_person_at_most_the_total()
    {
        // The likelihood ratio of all 162 numbers bounds everything that is computed from them.
        var split = EpsilonSplit.Of(Mutants.Millionths);
        var (without, with) = (Registries.With(Cell, 9), Registries.With(Cell, 10));
        Assert.True(PrivacyCheck.Passes(() => Evidence(split, without), () => Evidence(split, with), Mutants.Epsilon, draws: 1_500));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    public void Published_counts_cost_a_person_at_most_the_total(long count)
    {
        // All of epsilon is on the month's total, where the sum reveals most.
        var split = Registries.On(GridDimensions.None);
        Assert.True(IsPrivate(split, count));

        // The same check detects noise of half the scale.
        Assert.False(IsPrivate(EpsilonSplit.OfLevels([.. split.Millionths.Select(level => 2 * level)]), count));
    }

    [Theory]
    [MemberData(nameof(Registries.Levels), MemberType = typeof(Registries))]
    public void Person_changes_one_cell_of_each_level_by_1(GridDimensions level)
    {
        for (var cell = 0; cell < EnrollmentGrid.Cells; cell++)
        {
            var changes = EnrollmentGrid.Sum(Registries.With(cell, 6), level).Zip(EnrollmentGrid.Sum(Registries.With(cell, 5), level), (with, without) => with - without);
            Assert.Equal(1, Assert.Single(changes, change => change != 0));
        }
    }

    [Fact]
    public void Noise_is_independent_for_each_cell_and_each_draw()
    {
        var split = Registries.On(GridDimensions.Event);
        Assert.True(FreshnessCheck.Passes(Measure, Mutants.Epsilon));

        double[] Measure(long issued, long renewed)
        {
            var cells = Registries.With(0, issued);
            cells[1] = renewed;
            return [.. EnrollmentMechanism.MeasureLevel(cells, GridDimensions.Event, split, bits)];
        }
    }

    [Theory]
    [MemberData(nameof(Registries.Levels), MemberType = typeof(Registries))]
    public void Noise_of_a_level_has_the_distribution_of_its_epsilon(GridDimensions level)
    {
        var queue = new Queue<long>();
        var split = Registries.Uneven;
        var exact = Registries.Random(3, 50);
        var sums = EnrollmentGrid.Sum(exact, level);
        Assert.True(ShapeCheck.Passes(Next, split[level] / 1e6));

        double Next()
        {
            if (queue.Count == 0)
            {
                foreach (var noise in EnrollmentMechanism.MeasureLevel(exact, level, split, bits).Zip(sums, (noisy, sum) => noisy - sum)) queue.Enqueue(noise);
            }
            return queue.Dequeue();
        }
    }

    [Fact]
    public void Attacker_who_knows_everybody_else_can_hardly_guess_whether_a_person_is_included()
    {
        // All of epsilon is on one level: dividing it reveals less.
        var split = Registries.On(GridDimensions.None);
        Assert.True(GuessCheck.Passes(
            isIn => EnrollmentMechanism.MeasureLevel(Registries.With(Cell, isIn ? 10 : 9), GridDimensions.None, split, bits)[0] >= 10,
            Mutants.Epsilon,
            guesses: 20_000));
    }

    [Fact]
    public void Published_values_of_a_month_do_not_reveal_a_person()
    {
        var split = EpsilonSplit.Default;
        Assert.True(GuessCheck.Passes(isIn => Evidence(split, Registries.With(Cell, isIn ? 10 : 9)) > 0, split.Total / 1e6, guesses: 5_000));
    }

    private void AssertPrivate(long count, GridDimensions level, int draws)
    {
        var split = Registries.On(level);
        var place = EnrollmentGrid.CellsIn(level)[Cell];
        Assert.True(PrivacyCheck.Passes(() => Measured(count), () => Measured(count + 1), Mutants.Epsilon, draws));

        double Measured(long exact) => EnrollmentMechanism.MeasureLevel(Registries.With(Cell, exact), level, split, bits)[place];
    }

    private bool IsPrivate(EpsilonSplit split, long count)
    {
        return PrivacyCheck.Passes(() => Published(count), () => Published(count + 1), Registries.On(GridDimensions.None).Total / 1e6, draws: 1_000);

        double Published(long exact) => EnrollmentReconciliation
            .Reconcile(EnrollmentMechanism.Estimate(split, EnrollmentMechanism.Measure(Registries.With(Cell, exact), split, bits))).Sum();
    }

    // The log-likelihood ratio of a draw with ten people in the cell to one with nine, in millionths.
    private double Evidence(EpsilonSplit split, long[] exact)
    {
        var measured = EnrollmentMechanism.Measure(exact, split, bits);
        var evidence = 0L;
        foreach (var level in EnrollmentGrid.Levels)
        {
            if (split[level] == 0) continue;
            var noisy = measured[(int)level][EnrollmentGrid.CellsIn(level)[Cell]];
            evidence += split[level] * (Math.Abs(noisy - 9) - Math.Abs(noisy - 10));
        }
        return evidence;
    }
}
