using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>How close published counts come to the exact ones, for some epsilons.</summary>
/// <param name="Releases">How often all months of the invented city were published, for each epsilon.</param>
/// <param name="CountsOver">Only counts over this were looked at.</param>
/// <param name="SharePercent">The percent of the counts that must be close enough.</param>
/// <param name="Epsilons">The results by epsilon, in the order asked for.</param>
internal sealed record AccuracyReport(int Releases, int CountsOver, int SharePercent, IReadOnlyList<AccuracyAtEpsilon> Epsilons);

/// <summary>The results for one epsilon.</summary>
/// <param name="Epsilon">A month's privacy loss, over all levels.</param>
/// <param name="Goals">For each goal, how well it was reached.</param>
internal sealed record AccuracyAtEpsilon(decimal Epsilon, IReadOnlyList<AccuracyOfGoal> Goals)
{
    /// <summary>Takes a study's results.</summary>
    public static AccuracyAtEpsilon Of(int millionths, IEnumerable<AccuracyResult> results) => new(
        (decimal)millionths / DiscreteLaplace.Million,
        [
            .. results.Select(result => new AccuracyOfGoal(
                result.Goal.Name,
                result.Goal.WithinPercent,
                result.Counts,
                Math.Round(result.ClosePercent, 2),
                Math.Round(result.ErrorPercent, 3),
                result.IsReached)),
        ]);
}

/// <summary>One goal at one epsilon.</summary>
/// <param name="Name">What is counted.</param>
/// <param name="WithinPercent">The largest error, in percent of the count.</param>
/// <param name="Counts">How many counts were looked at, over all releases.</param>
/// <param name="ClosePercent">The percent of them that were within that error.</param>
/// <param name="ErrorPercent">The error that 95 % of them do not exceed, in percent of the count.</param>
/// <param name="IsReached">Whether enough were close.</param>
internal sealed record AccuracyOfGoal(string Name, int WithinPercent, int Counts, double ClosePercent, double ErrorPercent, bool IsReached);
