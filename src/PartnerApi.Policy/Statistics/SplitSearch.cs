namespace PartnerApi.Policy.Statistics;

/// <summary>
/// Searches for the split that reaches every level's goal with the smallest total. A goal is a margin of error in percent of an even share: of the month's
/// count, divided by the number of the level's cells.
/// </summary>
/// <remarks>
/// The variance of a level is a sum over components of constants divided by precisions (<see cref="EnrollmentAccuracy"/>), so it is convex in the precisions,
/// which grow with the squares of the epsilons. The budget limits the sum of the epsilons, which is not convex in their squares: it is best to measure few
/// levels well, and each set of levels has a best split of its own. (With Gaussian noise, whose budget limits the squares, the problem would be convex; see
/// ResidualPlanner, arXiv 2305.08175.) The search therefore starts at the even split over each of the 255 sets, and moves ever smaller parts of the total from
/// one level to another while that reduces the largest ratio of a margin to its goal. A larger total shrinks all ratios by the same factor, so the
/// result does not depend on it.
/// </remarks>
public static class SplitSearch
{
    /// <summary>The number of sets of levels.</summary>
    public const int Sets = (1 << GridFactors.Levels) - 1;

    private const double SmallestPart = 1e-6;
    private const double MarginFactor = 1.96;
    private const double MonthlyCount = (double)SyntheticEnrollment.Cards / SyntheticEnrollment.Months;

    /// <summary>The goal of a level, in percent of an even share of a month.</summary>
    public static int GoalPercent(GridDimensions level) => level switch
    {
        GridDimensions.None => 1,
        GridDimensions.Borough => 3,
        GridDimensions.AgeBand => 4,
        GridDimensions.Borough | GridDimensions.AgeBand => 10,
        GridDimensions.Event => 2,
        GridDimensions.Borough | GridDimensions.Event => 5,
        GridDimensions.AgeBand | GridDimensions.Event => 6,
        GridDimensions.All => 20,
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };

    /// <summary>The best division of a total, rounded to millionths.</summary>
    /// <param name="totalMillionths">From <see cref="EpsilonSplit.LeastMillionths"/> to <see cref="DiscreteLaplace.MostMillionths"/>.</param>
    /// <param name="searched">Called with the number of searched sets, up to <see cref="Sets"/>.</param>
    /// <param name="cancel">Ends the search.</param>
    public static EpsilonSplit Best(int totalMillionths, Action<long> searched, CancellationToken cancel)
    {
        var (best, least) = (Array.Empty<double>(), double.PositiveInfinity);
        for (var set = 1; set <= Sets; set++)
        {
            cancel.ThrowIfCancellationRequested();
            var (shares, ratio) = Improve(EvenOver(set));
            if (ratio < least) (best, least) = (shares, ratio);
            searched(set);
        }
        var millionths = best.Select(share => (int)Math.Round(share * totalMillionths)).ToArray();
        millionths[(int)GridDimensions.All] += totalMillionths - millionths.Sum();
        return EpsilonSplit.OfLevels(millionths);
    }

    /// <summary>The largest ratio of a level's margin of error to its goal. All goals are reached if it is at most 1.</summary>
    public static double LargestRatio(EpsilonSplit split) => LargestRatio([.. split.Millionths.Select(level => level / (double)DiscreteLaplace.Million)]);

    private static double[] EvenOver(int set)
    {
        var measured = EnrollmentGrid.Levels.Count(level => (set >> (int)level & 1) == 1);
        return [.. EnrollmentGrid.Levels.Select(level => (set >> (int)level & 1) / (double)measured)];
    }

    private static (double[] Shares, double Ratio) Improve(double[] shares)
    {
        var ratio = LargestRatio(shares);
        for (var part = 0.125; part > SmallestPart && double.IsFinite(ratio);)
        {
            var before = ratio;
            foreach (var from in EnrollmentGrid.Levels)
            {
                foreach (var to in EnrollmentGrid.Levels.Where(to => to != from && shares[(int)from] > 0)) ratio = Move(shares, (int)from, (int)to, part, ratio);
            }
            if (ratio >= before) part /= 2;
        }
        return (shares, ratio);
    }

    // Moves a part if that helps, and returns the ratio.
    private static double Move(double[] shares, int from, int to, double part, double ratio)
    {
        var (giving, taking) = (shares[from], shares[to]);
        var moved = Math.Min(part, giving);
        (shares[from], shares[to]) = (giving - moved, taking + moved);
        var changed = LargestRatio(shares);
        if (changed < ratio * (1 - 1e-12)) return changed;
        (shares[from], shares[to]) = (giving, taking);
        return ratio;
    }

    // The variance of Laplace noise is 2 / epsilon². A level whose estimates need an unmeasured table has an infinite ratio.
    private static double LargestRatio(double[] epsilons)
    {
        var variances = EnrollmentAccuracy.ComponentVariances([.. epsilons.Select(epsilon => epsilon * epsilon / 2)]);
        return EnrollmentGrid.Levels.Max(level => MarginFactor * EnrollmentAccuracy.StandardError(variances, level)
            / (GoalPercent(level) / 100.0 * MonthlyCount / EnrollmentGrid.CellsOf(level)));
    }
}
