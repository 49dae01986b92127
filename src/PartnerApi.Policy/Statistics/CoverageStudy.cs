namespace PartnerApi.Policy.Statistics;

/// <summary>How often the stated margins and intervals of a level hold.</summary>
/// <param name="Level">The dimensions of the figures.</param>
/// <param name="Figures">The number of figures, over all releases.</param>
/// <param name="Published">The number of them that are published.</param>
/// <param name="Estimates">The number of the published ones whose estimate differs from the true count by at most its margin.</param>
/// <param name="Counts">The number of the published ones whose interval includes the true count.</param>
/// <param name="IndependentTables">The number of tables without noise in common. All figures of a table have noise in common.</param>
public sealed record Coverage(GridDimensions Level, int Figures, int Published, int Estimates, int Counts, int IndependentTables)
{
    // The probability that chance alone fails a comparison that should pass.
    private const double FalseAlarm = 1e-9;

    /// <summary>The share of the published figures whose estimate is within its margin; 0 if none is published.</summary>
    public double EstimateShare => Published == 0 ? 0 : (double)Estimates / Published;

    /// <summary>The share of the published figures whose interval includes the true count; 0 if none is published.</summary>
    public double CountShare => Published == 0 ? 0 : (double)Counts / Published;

    /// <summary>
    /// Whether 94 to 96 of 100 estimates are within their margins, and at least 94 of 100 intervals include the true count, unless chance can explain the
    /// difference. Few tables can differ by chance alone: two totals are both outside their margins once in 400 times.
    /// </summary>
    public bool IsAsStated => Published == 0 ||
        ((EstimateShare >= 0.94 || CanBeChance(EstimateShare, 0.94)) && (EstimateShare <= 0.96 || CanBeChance(EstimateShare, 0.96))
        && (CountShare >= 0.94 || CanBeChance(CountShare, 0.94)));

    // Hoeffding (1963), theorem 1: the mean of n independent values from 0 to 1 with the mean m is beyond s with a probability of at most e^(-n D(s, m)).
    // Sums with months in common are in the mean, too, so this is an approximation for sums.
    private bool CanBeChance(double share, double stated) =>
        Math.Exp(-(double)IndependentTables * Published / Figures * (Part(share, stated) + Part(1 - share, 1 - stated))) > FalseAlarm;

    private static double Part(double share, double stated) => share == 0 ? 0 : share * Math.Log(share / stated);
}

/// <summary>Measures on invented data (<see cref="SyntheticEnrollment"/>) whether the margins and intervals of published figures hold.</summary>
public static class CoverageStudy
{
    /// <summary>The number of months that are published.</summary>
    public const int Months = 36;

    /// <summary>Publishes all months repeatedly, and evaluates sums of months: with no earlier release, with one, with six, and with at least twelve.</summary>
    /// <param name="split">The epsilon of each level.</param>
    /// <param name="cards">The number of cards in two years.</param>
    /// <param name="length">The number of months of each sum, up to <see cref="Months"/>.</param>
    /// <param name="releases">The number of times that all months are published.</param>
    /// <param name="bits">The source of the noise.</param>
    /// <param name="published">Called after each release.</param>
    /// <param name="cancel">Stops the study between two releases.</param>
    /// <returns>The result for each level, in the order of <see cref="EnrollmentGrid.Levels"/>.</returns>
    public static IReadOnlyList<Coverage> Run(
        EpsilonSplit split, int cards, int length, int releases, RandomBits bits, Action published, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Months);
        var month = SyntheticEnrollment.Create(cards)[0];

        var independent = releases * Disjoint(length);
        var all = EnrollmentGrid.Levels.Select(level => new Coverage(level, 0, 0, 0, 0, independent)).ToArray();
        for (var release = 0; release < releases; release++)
        {
            cancel.ThrowIfCancellationRequested();
            var months = Enumerable.Range(0, Months).Select(_ => Publish(month, split, bits)).ToArray();
            foreach (var first in Firsts(length))
            {
                var table = new FigureTable(months[first..(first + length)], months[Math.Max(0, first - FigureTable.MonthsBefore)..first]);
                foreach (var level in EnrollmentGrid.Levels) all[(int)level] = Add(all[(int)level], table.Of(level), EnrollmentGrid.Sum(month, level), length);
            }
            published();
        }
        return all;
    }

    /// <summary>Publishes months of the city repeatedly, and evaluates the cards in force in the last of them, at the levels without events.</summary>
    /// <param name="epsilonMillionths">The epsilon of a month.</param>
    /// <param name="cards">The number of cards in two years.</param>
    /// <param name="length">The number of months.</param>
    /// <param name="releases">The number of times that all months are published.</param>
    /// <param name="bits">The source of the noise.</param>
    /// <param name="published">Called after each of them.</param>
    /// <param name="cancel">Ends the study.</param>
    public static IReadOnlyList<Coverage> RunCardsInForce(
        int epsilonMillionths, int cards, int length, int releases, RandomBits bits, Action published, CancellationToken cancel)
    {
        var (split, withoutEvents) = (EpsilonSplit.Of(epsilonMillionths), EpsilonSplit.WithoutEvents(epsilonMillionths));
        var month = SyntheticEnrollment.Create(cards)[0];
        var inForce = SyntheticEnrollment.CardsInForce(month);
        var ended = SyntheticEnrollment.Ended(month);
        var levels = EnrollmentGrid.Levels.Where(level => !level.HasFlag(GridDimensions.Event)).ToList();
        var all = levels.Select(level => new Coverage(level, 0, 0, 0, 0, releases)).ToArray();
        for (var release = 0; release < releases; release++)
        {
            cancel.ThrowIfCancellationRequested();
            var table = new CardsInForceTable(
                Publish(inForce, withoutEvents, bits), Months(month, split), Months(ended, withoutEvents));
            for (var level = 0; level < levels.Count; level++)
                all[level] = Add(all[level], table.Of(levels[level]), EnrollmentGrid.Sum(inForce, levels[level]), 1);
            published();
        }
        return all;

        ReleasedCells[] Months(long[] counts, EpsilonSplit of) => [.. Enumerable.Range(0, length).Select(_ => Publish(counts, of, bits))];
    }

    // The first months of the sums: with no earlier release, with few, and with at least twelve.
    private static IEnumerable<int> Firsts(int length)
    {
        int[] early = [0, 1, 6];
        var later = Enumerable.Range(0, Months).Select(sum => FigureTable.MonthsBefore + (sum * length));
        return early.Concat(later).Where(first => first + length <= Months);
    }

    // The number of sums that have no month in common.
    private static int Disjoint(int length)
    {
        var (count, end) = (0, 0);
        foreach (var first in Firsts(length))
        {
            if (first < end) continue;
            count++;
            end = first + length;
        }
        return count;
    }

    private static ReleasedCells Publish(long[] month, EpsilonSplit split, RandomBits bits)
    {
        var draw = EnrollmentMechanism.Draw(month, split, bits);
        return new(split, EnrollmentMechanism.Estimate(split, draw.Measured), draw.Cells);
    }

    private static Coverage Add(Coverage before, Figure[] figures, long[] exact, int length)
    {
        var shown = figures.Zip(exact, (figure, count) => (Figure: figure, Exact: count * length)).Where(pair => pair.Figure.IsPublished).ToList();
        return before with
        {
            Figures = before.Figures + figures.Length,
            Published = before.Published + shown.Count,
            Estimates = before.Estimates + shown.Count(pair => Math.Abs(pair.Figure.Estimate - pair.Exact) <= pair.Figure.Error.Margin),
            Counts = before.Counts + shown.Count(pair => pair.Figure.Low <= pair.Exact && pair.Exact <= pair.Figure.High),
        };
    }
}
