using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>The error of published counts for several epsilons.</summary>
/// <param name="Cards">The number of invented cards, issued or renewed in two years.</param>
/// <param name="Releases">The number of times that all months were published, for each epsilon.</param>
/// <param name="CountsOver">Only counts over this are evaluated.</param>
/// <param name="SharePercent">The percentage of the counts that must be close enough.</param>
/// <param name="Epsilons">The results by epsilon, in the given order.</param>
internal sealed record AccuracyReport(int Cards, int Releases, int CountsOver, int SharePercent, IReadOnlyList<AccuracyAtEpsilon> Epsilons);

/// <summary>The results for one epsilon.</summary>
/// <param name="Epsilon">A month's privacy loss, over all levels.</param>
/// <param name="Goals">The result for each goal.</param>
internal sealed record AccuracyAtEpsilon(decimal Epsilon, IReadOnlyList<AccuracyOfGoal> Goals)
{
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
/// <param name="Name">The kind of counts.</param>
/// <param name="WithinPercent">The largest error, in percent of the count.</param>
/// <param name="Counts">The number of evaluated counts, over all releases.</param>
/// <param name="ClosePercent">The percentage of them within that error.</param>
/// <param name="ErrorPercent">The error that 95 % of them do not exceed, in percent of the count.</param>
/// <param name="IsReached">Whether enough of them were close.</param>
internal sealed record AccuracyOfGoal(string Name, int WithinPercent, int Counts, double ClosePercent, double ErrorPercent, bool IsReached);
