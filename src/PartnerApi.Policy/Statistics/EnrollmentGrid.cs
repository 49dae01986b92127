namespace PartnerApi.Policy.Statistics;

/// <summary>The dimensions of a month's table, as a set.</summary>
[Flags]
public enum GridDimensions
{
    /// <summary>None: the month's total.</summary>
    None = 0,

    /// <summary>The five boroughs.</summary>
    Borough = 1,

    /// <summary>The eight age bands.</summary>
    AgeBand = 2,

    /// <summary>The two events.</summary>
    Event = 4,

    /// <summary>All: the full cells.</summary>
    All = Borough | AgeBand | Event,
}

/// <summary>
/// The fixed grid of a month: 5 boroughs x 8 age bands x 2 events, borough by borough, in it band by band, in it event by event. A level is the table over
/// a set of its dimensions, in the same order; what the table of another level is, is a sum over its cells.
/// </summary>
public static class EnrollmentGrid
{
    /// <summary>Boroughs.</summary>
    public const int Boroughs = 5;

    /// <summary>Age bands.</summary>
    public const int AgeBands = 8;

    /// <summary>Events.</summary>
    public const int Events = 2;

    /// <summary>Full cells.</summary>
    public const int Cells = Boroughs * AgeBands * Events;

    private static readonly int[][] Projections = [.. Enumerable.Range(0, (int)GridDimensions.All + 1).Select(set => Project((GridDimensions)set))];

    /// <summary>Every level: the total, the margins, the pairs, the full cells.</summary>
    public static IReadOnlyList<GridDimensions> Levels { get; } = Enumerable.Range(0, (int)GridDimensions.All + 1).Select(set => (GridDimensions)set).ToArray();

    /// <summary>Where a full cell stands.</summary>
    public static int Index(Borough borough, AgeBand band, EnrollmentEvent kind) => ((((int)borough * AgeBands) + (int)band) * Events) + (int)kind;

    /// <summary>What a full cell counts.</summary>
    public static (Borough Borough, AgeBand Band, EnrollmentEvent Event) Of(int cell) =>
        ((Borough)(cell / (AgeBands * Events)), (AgeBand)(cell / Events % AgeBands), (EnrollmentEvent)(cell % Events));

    /// <summary>How many cells a level has.</summary>
    public static int CellsOf(GridDimensions level) =>
        Size(level, GridDimensions.Borough, Boroughs) * Size(level, GridDimensions.AgeBand, AgeBands) * Size(level, GridDimensions.Event, Events);

    /// <summary>For each full cell, the cell of the level that it is in.</summary>
    public static ReadOnlySpan<int> CellsIn(GridDimensions level) => Projections[(int)level];

    /// <summary>Where a cell of a level stands; what is no dimension of the level is not looked at.</summary>
    public static int Index(GridDimensions level, Borough borough, AgeBand band, EnrollmentEvent kind) => CellsIn(level)[Index(borough, band, kind)];

    /// <summary>The level's table: sums over the full cells.</summary>
    public static long[] Sum(ReadOnlySpan<long> cells, GridDimensions level)
    {
        var sums = new long[CellsOf(level)];
        var places = CellsIn(level);
        for (var cell = 0; cell < Cells; cell++) sums[places[cell]] += cells[cell];
        return sums;
    }

    private static int Size(GridDimensions level, GridDimensions dimension, int size) => level.HasFlag(dimension) ? size : 1;

    private static int[] Project(GridDimensions level)
    {
        var places = new int[Cells];
        for (var cell = 0; cell < Cells; cell++)
        {
            var (borough, band, kind) = Of(cell);
            var place = level.HasFlag(GridDimensions.Borough) ? (int)borough : 0;
            if (level.HasFlag(GridDimensions.AgeBand)) place = (place * AgeBands) + (int)band;
            if (level.HasFlag(GridDimensions.Event)) place = (place * Events) + (int)kind;
            places[cell] = place;
        }
        return places;
    }
}
