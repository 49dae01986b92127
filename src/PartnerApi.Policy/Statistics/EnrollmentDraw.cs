namespace PartnerApi.Policy.Statistics;

/// <summary>What was drawn for a month: all of it may be published. Lists of levels are in the order of <see cref="EnrollmentGrid.Levels"/>.</summary>
public sealed class EnrollmentDraw
{
    /// <summary>The epsilon of each level.</summary>
    public required EpsilonSplit Split { get; init; }

    /// <summary>For each level, its table as it was measured: with noise, unrounded by anything, perhaps negative, not adding up.</summary>
    public required long[][] Measured { get; init; }

    /// <summary>The 80 counts that the measurements agree on: none negative; the table of any level is a sum over them.</summary>
    public required long[] Cells { get; init; }

    /// <summary>For each cell of each level, the error that is not exceeded in 95 of 100 releases.</summary>
    public required int[][] Margins { get; init; }

    /// <summary>
    /// For each cell of each level, the root of the mean squared error. The margin of a sum over months is 1.96 times the root of the sum of their squares.
    /// </summary>
    public required double[][] StandardErrors { get; init; }
}
