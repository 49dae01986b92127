namespace PartnerApi.Policy.Tests.Statistics;

/// <summary>Checks that two registries that differ by one person cannot be distinguished better than epsilon allows.</summary>
internal static class PrivacyCheck
{
    /// <summary>Counts that one person changes: 0, below and at a threshold of 10, and far above it.</summary>
    public static readonly long[] Counts = [0, 9, 10, 200];

    /// <summary>
    /// Finds the event whose probabilities differ most on one half of the draws, and bounds the ratio from below on the other half. Fails if even the bound
    /// exceeds epsilon.
    /// </summary>
    /// <param name="without">Draws a published number without the person.</param>
    /// <param name="with">Draws a published number with the person.</param>
    /// <param name="epsilon">The limit of the privacy loss.</param>
    /// <param name="draws">The number of draws of each kind, for each half.</param>
    public static bool Passes(Func<double> without, Func<double> with, double epsilon, int draws)
    {
        var (chooseWithout, chooseWith) = (Draw(without, draws), Draw(with, draws));
        var (boundWithout, boundWith) = (Draw(without, draws), Draw(with, draws));
        return Loss(chooseWithout, chooseWith, boundWithout, boundWith) <= epsilon && Loss(chooseWith, chooseWithout, boundWith, boundWithout) <= epsilon;
    }

    // The lower bound of the largest log-probability ratio of the first to the second.
    private static double Loss(double[] chooseFirst, double[] chooseSecond, double[] boundFirst, double[] boundSecond)
    {
        var isEvent = Events(chooseFirst, chooseSecond)
            .MaxBy(candidate => Loss(chooseFirst.Count(candidate), chooseSecond.Count(candidate), chooseFirst.Length));
        return Loss(boundFirst.Count(isEvent!), boundSecond.Count(isEvent!), boundFirst.Length);
    }

    private static double Loss(int first, int second, int draws) =>
        Math.Log(Probability.LowerBound(first, draws, Probability.Alpha / 4) / Probability.UpperBound(second, draws, Probability.Alpha / 4));

    // The events "equal to", "at most" and "at least" a value, for the most frequent values and values between them.
    private static IEnumerable<Func<double, bool>> Events(double[] first, double[] second)
    {
        const int Most = 12;
        double[] all = [.. first, .. second];
        Array.Sort(all);
        var frequent = all.GroupBy(value => value).OrderByDescending(group => group.Count()).Take(Most).Select(group => group.Key);
        var spread = Enumerable.Range(0, Most).Select(part => all[part * (all.Length - 1) / (Most - 1)]);
        foreach (var value in frequent.Concat(spread).Distinct())
        {
            yield return drawn => drawn.Equals(value);
            yield return drawn => drawn <= value;
            yield return drawn => drawn >= value;
        }
    }

    private static double[] Draw(Func<double> draw, int draws)
    {
        var drawn = new double[draws];
        for (var index = 0; index < draws; index++) drawn[index] = draw();
        return drawn;
    }
}
