using System.Numerics;

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

    /// <summary>The two events by which a card is issued: <see cref="EnrollmentEvent.Issued"/> and <see cref="EnrollmentEvent.Renewed"/>.</summary>
    Event = 4,

    /// <summary>All dimensions: the full cells.</summary>
    All = Borough | AgeBand | Event,
}

/// <summary>
/// The fixed grid of a month: 5 boroughs x 8 age bands x 2 events, ordered by borough, then band, then event. A level is the table over a set of the
/// dimensions, in the same order. Its cells are sums over the full cells. Counts without events, such as cards in force, are in the cells of the first
/// event, and only their levels without events are measured.
/// </summary>
public static class EnrollmentGrid
{
    /// <summary>The number of boroughs.</summary>
    public const int Boroughs = 5;

    /// <summary>The number of age bands.</summary>
    public const int AgeBands = 8;

    /// <summary>The number of events.</summary>
    public const int Events = 2;

    /// <summary>The number of full cells.</summary>
    public const int Cells = Boroughs * AgeBands * Events;

    /// <summary>The number of cells by borough and age band.</summary>
    public const int Groups = Boroughs * AgeBands;

    /// <summary>The level by borough and age band.</summary>
    public const GridDimensions GroupLevel = GridDimensions.Borough | GridDimensions.AgeBand;

    private static readonly int[][] Projections = [.. Enumerable.Range(0, (int)GridDimensions.All + 1).Select(set => Project((GridDimensions)set))];

    /// <summary>All levels: the total, the tables of one and of two dimensions, and the full cells.</summary>
    public static IReadOnlyList<GridDimensions> Levels { get; } = Enumerable.Range(0, (int)GridDimensions.All + 1).Select(set => (GridDimensions)set).ToArray();

    /// <summary>The index of a full cell.</summary>
    public static int Index(Borough borough, AgeBand band, EnrollmentEvent kind) => ((((int)borough * AgeBands) + (int)band) * Events) + (int)kind;

    /// <summary>The position of a borough and age band among the <see cref="Groups"/>.</summary>
    public static int Group(Borough borough, AgeBand band) => ((int)borough * AgeBands) + (int)band;

    /// <summary>The full cells of counts by borough and age band, without events.</summary>
    public static long[] OfGroups(ReadOnlySpan<long> groups)
    {
        var cells = new long[Cells];
        for (var group = 0; group < Groups; group++) cells[group * Events] = groups[group];
        return cells;
    }

    /// <summary>The borough, age band and event of a full cell.</summary>
    public static (Borough Borough, AgeBand Band, EnrollmentEvent Event) Of(int cell) =>
        ((Borough)(cell / (AgeBands * Events)), (AgeBand)(cell / Events % AgeBands), (EnrollmentEvent)(cell % Events));

    /// <summary>The number of cells in a level.</summary>
    public static int CellsOf(GridDimensions level) =>
        Size(level, GridDimensions.Borough, Boroughs) * Size(level, GridDimensions.AgeBand, AgeBands) * Size(level, GridDimensions.Event, Events);

    /// <summary>For each full cell, the index of the level's cell that includes it.</summary>
    public static ReadOnlySpan<int> CellsIn(GridDimensions level) => Projections[(int)level];

    /// <summary>The index of a level's cell. Values of dimensions outside the level are ignored.</summary>
    public static int Index(GridDimensions level, Borough borough, AgeBand band, EnrollmentEvent kind) => CellsIn(level)[Index(borough, band, kind)];

    /// <summary>The table of a level: sums over the full cells.</summary>
    public static T[] Sum<T>(ReadOnlySpan<T> cells, GridDimensions level) where T : struct, IAdditionOperators<T, T, T>
    {
        var sums = new T[CellsOf(level)];
        var indexes = CellsIn(level);
        for (var cell = 0; cell < Cells; cell++) sums[indexes[cell]] += cells[cell];
        return sums;
    }

    /// <inheritdoc cref="Sum{T}(ReadOnlySpan{T}, GridDimensions)"/>
    public static T[] Sum<T>(T[] cells, GridDimensions level) where T : struct, IAdditionOperators<T, T, T> => Sum<T>(cells.AsSpan(), level);

    private static int Size(GridDimensions level, GridDimensions dimension, int size) => level.HasFlag(dimension) ? size : 1;

    private static int[] Project(GridDimensions level)
    {
        var indexes = new int[Cells];
        for (var cell = 0; cell < Cells; cell++)
        {
            var (borough, band, kind) = Of(cell);
            var index = level.HasFlag(GridDimensions.Borough) ? (int)borough : 0;
            if (level.HasFlag(GridDimensions.AgeBand)) index = (index * AgeBands) + (int)band;
            if (level.HasFlag(GridDimensions.Event)) index = (index * Events) + (int)kind;
            indexes[cell] = index;
        }
        return indexes;
    }
}
