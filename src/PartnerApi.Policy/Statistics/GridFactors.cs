namespace PartnerApi.Policy.Statistics;

/// <summary>The nesting of the grid's levels: which cell of a smaller level includes each cell of a larger one, and how many cells are summed.</summary>
internal static class GridFactors
{
    public const int Levels = (int)GridDimensions.All + 1;

    private static readonly int[][] Indexes = [.. Enumerable.Range(0, Levels * Levels).Select(pair => Index(pair / Levels, pair % Levels))];

    /// <summary>The single dimensions.</summary>
    public static IReadOnlyList<GridDimensions> Dimensions { get; } = [GridDimensions.Borough, GridDimensions.AgeBand, GridDimensions.Event];

    /// <summary>For each cell of a level, the cell of a smaller level that includes it. The smaller level's dimensions must be a subset.</summary>
    public static ReadOnlySpan<int> CellsIn(GridDimensions level, GridDimensions within) => Indexes[((int)level * Levels) + (int)within];

    /// <summary>The number of cells of a level that are summed into one cell of a smaller level.</summary>
    public static int Summed(GridDimensions level, GridDimensions within) => EnrollmentGrid.CellsOf(level & ~within);

    private static int[] Index(int level, int within)
    {
        var indexes = new int[EnrollmentGrid.CellsOf((GridDimensions)level)];
        var from = EnrollmentGrid.CellsIn((GridDimensions)level);
        var to = EnrollmentGrid.CellsIn((GridDimensions)within);
        for (var cell = 0; cell < EnrollmentGrid.Cells; cell++) indexes[from[cell]] = to[cell];
        return indexes;
    }
}
