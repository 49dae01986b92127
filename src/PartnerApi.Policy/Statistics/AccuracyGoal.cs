namespace PartnerApi.Policy.Statistics;

/// <summary>The accuracy that makes counts useful.</summary>
/// <param name="Name">The kind of counts, for display.</param>
/// <param name="Level">The dimensions of the counts.</param>
/// <param name="Months">The number of months that a count covers.</param>
/// <param name="WithinPercent">The largest error, in percent of the count.</param>
public sealed record AccuracyGoal(string Name, GridDimensions Level, int Months, int WithinPercent)
{
    /// <summary>Only counts over this are evaluated: one percent of a smaller count is only a few people.</summary>
    public const int CountsOver = 2_000;

    /// <summary>The percentage of the counts that must be close enough.</summary>
    public const int SharePercent = 95;

    /// <summary>The goals that a release should reach, in the order of the accuracy report.</summary>
    public static IReadOnlyList<AccuracyGoal> All { get; } =
    [
        new("citywide by month", GridDimensions.None, 1, 1),
        new("borough by month", GridDimensions.Borough, 1, 3),
        new("borough and age band by year", GridDimensions.Borough | GridDimensions.AgeBand, 12, 5),
    ];
}

/// <summary>How many of the evaluated counts were accurate enough.</summary>
/// <param name="Goal">The required accuracy.</param>
/// <param name="Counts">The number of evaluated counts, over all releases; 0 if the city is too small for such counts.</param>
/// <param name="Close">The number of them that were close enough.</param>
/// <param name="ErrorPercent">The error that 95 % of them do not exceed, in percent of the count.</param>
public sealed record AccuracyResult(AccuracyGoal Goal, int Counts, int Close, double ErrorPercent)
{
    /// <summary>The percentage of the counts that were close enough.</summary>
    public double ClosePercent => Counts == 0 ? 0 : 100.0 * Close / Counts;

    /// <summary>Whether enough counts were close.</summary>
    public bool IsReached => Counts > 0 && (long)Close * 100 >= (long)Counts * AccuracyGoal.SharePercent;
}
