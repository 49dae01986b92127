namespace PartnerApi.Policy.Statistics;

/// <summary>The drawn values of a month. All of them may be published. Lists of levels are in the order of <see cref="EnrollmentGrid.Levels"/>.</summary>
public sealed class EnrollmentDraw
{
    /// <summary>The epsilon of each level.</summary>
    public required EpsilonSplit Split { get; init; }

    /// <summary>
    /// The measured table of each level: with noise, possibly negative, and not consistent with the other tables. Empty for a level without epsilon.
    /// </summary>
    public required long[][] Measured { get; init; }

    /// <summary>The 80 consistent, nonnegative counts. The table of each level is a sum over them.</summary>
    public required long[] Cells { get; init; }
}
