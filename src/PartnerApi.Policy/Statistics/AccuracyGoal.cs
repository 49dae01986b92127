namespace PartnerApi.Policy.Statistics;

/// <summary>How close counts must be to be of use.</summary>
/// <param name="Name">What is counted, in words.</param>
/// <param name="Level">The dimensions it is counted by.</param>
/// <param name="Months">Over how many months.</param>
/// <param name="WithinPercent">The largest error, in percent of the count.</param>
public sealed record AccuracyGoal(string Name, GridDimensions Level, int Months, int WithinPercent)
{
    /// <summary>Only counts over this are looked at: a percent of less is a matter of a few people.</summary>
    public const int CountsOver = 2_000;

    /// <summary>The percent of the counts that must be that close.</summary>
    public const int SharePercent = 95;

    /// <summary>What a release has to reach.</summary>
    public static IReadOnlyList<AccuracyGoal> All { get; } =
    [
        new("citywide by month", GridDimensions.None, 1, 1),
        new("borough by month", GridDimensions.Borough, 1, 3),
        new("borough and age band by year", GridDimensions.Borough | GridDimensions.AgeBand, 12, 5),
    ];
}

/// <summary>How well a goal was reached.</summary>
/// <param name="Goal">The goal.</param>
/// <param name="Counts">How many counts were looked at, over all releases.</param>
/// <param name="Close">How many of them were close enough.</param>
/// <param name="ErrorPercent">The error that 95 % of them do not exceed, in percent of the count.</param>
public sealed record AccuracyResult(AccuracyGoal Goal, int Counts, int Close, double ErrorPercent)
{
    /// <summary>The percent of the counts that were close enough.</summary>
    public double ClosePercent => 100.0 * Close / Counts;

    /// <summary>Whether that is enough.</summary>
    public bool IsReached => (long)Close * 100 >= (long)Counts * AccuracyGoal.SharePercent;
}
