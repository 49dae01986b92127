namespace PartnerApi.Policy.Statistics;

/// <summary>Draws of noise that have the same weight in an estimate.</summary>
/// <param name="Millionths">The epsilon of the noise, in millionths.</param>
/// <param name="Weight">The factor of each draw.</param>
/// <param name="Count">The number of draws.</param>
internal readonly record struct NoiseTerm(int Millionths, double Weight, int Count);

/// <summary>
/// The noise in the least-squares estimate of a level's cell. An estimate is a weighted sum of measured counts, and its error is the same sum of their noise.
/// The weight of a measured count depends only on its level and on the dimensions in which it has the same value as the cell.
/// </summary>
/// <remarks>
/// By <see cref="FactorialLeastSquares"/>, the estimate of a cell q of level Q is the sum over the components S within Q of the centered, combined table of S
/// at q, divided by the number of cells of Q that are summed into one of S. Centering multiplies by ([d agrees] - 1/n_d) for each dimension d of S.
/// </remarks>
internal static class NoiseWeights
{
    /// <summary>The noise in the estimate of one cell. It is the same for all cells of a level.</summary>
    public static IReadOnlyList<NoiseTerm> Of(EpsilonSplit split, GridDimensions level)
    {
        var weights = FactorialLeastSquares.Weights(split);
        var terms = new List<NoiseTerm>();
        foreach (var measured in Measured(split))
        {
            foreach (var agreeing in SubsetsOf(measured & level))
                terms.Add(new(split[measured], Weight(weights, level, measured, agreeing), Cells(level, measured, agreeing)));
        }
        return terms;
    }

    /// <summary>
    /// The noise in the difference between two cells that differ in one dimension. A measured count that agrees with neither, or does not have that dimension, has the
    /// same weight in both and cancels. The others agree with one of them.
    /// </summary>
    public static IReadOnlyList<NoiseTerm> OfDifference(EpsilonSplit split, GridDimensions level, GridDimensions dimension)
    {
        var weights = FactorialLeastSquares.Weights(split);
        var terms = new List<NoiseTerm>();
        foreach (var measured in Measured(split).Where(measured => measured.HasFlag(dimension)))
        {
            foreach (var agreeing in SubsetsOf(measured & level).Where(agreeing => agreeing.HasFlag(dimension)))
            {
                var weight = Weight(weights, level, measured, agreeing) - Weight(weights, level, measured, agreeing & ~dimension);
                terms.Add(new(split[measured], weight, 2 * Cells(level, measured, agreeing)));
            }
        }
        return terms;
    }

    private static IEnumerable<GridDimensions> Measured(EpsilonSplit split) => EnrollmentGrid.Levels.Where(level => split[level] != 0);

    // The weight of a measured count that agrees with the cell in these of their common dimensions.
    private static double Weight(double[][] weights, GridDimensions level, GridDimensions measured, GridDimensions agreeing) =>
        SubsetsOf(measured & level).Sum(component =>
            weights[(int)component][(int)measured] * Centering(component, agreeing) / GridFactors.Summed(level, component));

    // The number of measured counts with that weight.
    private static int Cells(GridDimensions level, GridDimensions measured, GridDimensions agreeing) =>
        Others(measured & level & ~agreeing) * EnrollmentGrid.CellsOf(measured & ~level);

    private static IEnumerable<GridDimensions> SubsetsOf(GridDimensions set) => EnrollmentGrid.Levels.Where(subset => (subset & set) == subset);

    private static double Centering(GridDimensions component, GridDimensions agreeing)
    {
        var factor = 1.0;
        foreach (var dimension in GridFactors.Dimensions)
        {
            if (component.HasFlag(dimension)) factor *= (agreeing.HasFlag(dimension) ? 1 : 0) - (1.0 / EnrollmentGrid.CellsOf(dimension));
        }
        return factor;
    }

    // The number of cells that differ in all of these dimensions.
    private static int Others(GridDimensions dimensions) =>
        GridFactors.Dimensions.Where(dimension => dimensions.HasFlag(dimension)).Aggregate(1, (product, dimension) => product * (EnrollmentGrid.CellsOf(dimension) - 1));
}
