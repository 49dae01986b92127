namespace PartnerApi.Policy.Statistics;

/// <summary>How the levels of the grid nest: which cell of a smaller level each cell of a larger one is in, and how many are summed.</summary>
internal static class GridFactors
{
    /// <summary>Levels.</summary>
    public const int Levels = (int)GridDimensions.All + 1;

    private static readonly int[][] Places = [.. Enumerable.Range(0, Levels * Levels).Select(pair => Place(pair / Levels, pair % Levels))];

    /// <summary>The dimensions, each alone.</summary>
    public static IReadOnlyList<GridDimensions> Dimensions { get; } = [GridDimensions.Borough, GridDimensions.AgeBand, GridDimensions.Event];

    /// <summary>For each cell of a level, the cell of a level within it; only for levels whose dimensions the first has all.</summary>
    public static ReadOnlySpan<int> CellsIn(GridDimensions level, GridDimensions within) => Places[((int)level * Levels) + (int)within];

    /// <summary>How many cells of a level are summed into one of a level within it.</summary>
    public static int Summed(GridDimensions level, GridDimensions within) => EnrollmentGrid.CellsOf(level & ~within);

    private static int[] Place(int level, int within)
    {
        var places = new int[EnrollmentGrid.CellsOf((GridDimensions)level)];
        var from = EnrollmentGrid.CellsIn((GridDimensions)level);
        var to = EnrollmentGrid.CellsIn((GridDimensions)within);
        for (var cell = 0; cell < EnrollmentGrid.Cells; cell++) places[from[cell]] = to[cell];
        return places;
    }
}
