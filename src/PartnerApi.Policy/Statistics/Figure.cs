namespace PartnerApi.Policy.Statistics;

/// <summary>A figure of the statistics. GraphQL, the pages, and the files show the same values.</summary>
/// <param name="Count">The consistent whole number, which is never negative. Counts of one table add up.</param>
/// <param name="Estimate">The unbiased least-squares estimate, which may be negative.</param>
/// <param name="Error">The error of the estimate.</param>
/// <param name="IsPublished">Whether the figure is precise enough to be shown, judging by other figures (<see cref="FigureTable"/>).</param>
public sealed record Figure(long Count, double Estimate, EstimateError Error, bool IsPublished)
{
    /// <summary>The margin of error (95 %) of the estimate, rounded up.</summary>
    public int Margin => checked((int)Math.Ceiling(Error.Margin));

    /// <summary>The lower end of the interval that includes the true count in at least 95 of 100 cases. It is not below 0, and not above the count.</summary>
    public long Low => Math.Min(Count, Math.Max(0, (long)Math.Floor(Estimate - Error.Margin)));

    /// <summary>The upper end of the interval. It is not below the count.</summary>
    public long High => Math.Max(Count, (long)Math.Ceiling(Estimate + Error.Margin));
}
