namespace PartnerApi.Policy.Tests.Statistics;

/// <summary>Tests of the checks: each kind of wrong noise fails its check, and correct noise passes all.</summary>
public class MutantTests
{
    private const int Draws = 20_000;

    private readonly Mutants mutants = new();

    [Fact]
    public void Correct_noise_passes_all_checks()
    {
        Assert.True(HasShape(mutants.Correct));
        Assert.True(IsPrivate(mutants.Correct));
        Assert.True(CannotBeGuessed(mutants.Correct));
        Assert.True(IsFresh(mutants.Correct));
    }

    [Fact]
    public void Half_the_scale_is_detected()
    {
        Assert.False(HasShape(count => mutants.Scaled(count, 0.5)));
        Assert.False(IsPrivate(count => mutants.Scaled(count, 0.5)));
        Assert.False(CannotBeGuessed(count => mutants.Scaled(count, 0.5)));
    }

    [Theory]
    [InlineData(0.95)]
    [InlineData(1.05)]
    public void Scale_error_of_5_percent_is_detected(double factor) => Assert.False(HasShape(count => mutants.Scaled(count, factor)));

    [Fact]
    public void Person_who_adds_2_is_detected() => Assert.False(IsPrivate(mutants.CountedTwice));

    [Fact]
    public void Noise_skipped_for_0_is_detected() => Assert.False(IsPrivate(mutants.SkippedOnZero));

    [Fact]
    public void Threshold_before_the_noise_is_detected() => Assert.False(IsPrivate(mutants.WithheldBefore));

    [Fact]
    public void Rounding_before_the_noise_is_detected() => Assert.False(IsPrivate(mutants.RoundedBefore));

    [Fact]
    public void Noise_seeded_by_the_count_is_detected()
    {
        Assert.False(IsPrivate(mutants.SeededByCount));
        Assert.False(IsFresh(mutants.SeededByCount));
    }

    [Fact]
    public void Reused_noise_is_detected() => Assert.False(IsFresh(mutants.AddedAgain));

    [Fact]
    public void Noise_shared_by_the_cells_of_a_table_is_detected() => Assert.False(FreshnessCheck.Passes(
        (first, second) =>
        {
            var noise = mutants.Correct(0);
            return [first + noise, second + noise];
        },
        Mutants.Epsilon));

    [Fact]
    public void Floating_point_noise_is_detected()
    {
        Assert.False(HasShape(mutants.FloatLaplace));
        Assert.False(HasShape(mutants.RoundedLaplace));
    }

    [Fact]
    public void Normal_noise_is_detected() => Assert.False(HasShape(mutants.RoundedGaussian));

    private static bool HasShape(Func<long, double> noisy) => ShapeCheck.Passes(() => noisy(0), Mutants.Epsilon);

    private static bool IsPrivate(Func<long, double> noisy) => PrivacyCheck.Counts.All(
        count => PrivacyCheck.Passes(() => noisy(count), () => noisy(count + 1), Mutants.Epsilon, Draws));

    private static bool CannotBeGuessed(Func<long, double> noisy) => GuessCheck.Passes(isIn => noisy(isIn ? 10 : 9) >= 10, Mutants.Epsilon, Draws);

    private static bool IsFresh(Func<long, double> noisy) => FreshnessCheck.Passes((first, second) => [noisy(first), noisy(second)], Mutants.Epsilon);
}
