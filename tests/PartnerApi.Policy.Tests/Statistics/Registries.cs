using PartnerApi.Policy.Statistics;

namespace PartnerApi.Policy.Tests.Statistics;

/// <summary>Invented months and splits for tests.</summary>
internal static class Registries
{
    /// <summary>A split with a different epsilon at each level.</summary>
    public static EpsilonSplit Uneven { get; } = EpsilonSplit.OfLevels([20_000, 50_000, 10_000, 200_000, 70_000, 30_000, 40_000, 90_000]);

    /// <summary>A month with one nonzero count.</summary>
    public static long[] With(int cell, long count)
    {
        var cells = new long[EnrollmentGrid.Cells];
        cells[cell] = count;
        return cells;
    }

    /// <summary>A month with counts up to a bound, many of them 0.</summary>
    public static long[] Random(int seed, int most)
    {
        var bits = new SeededBits(seed);
        return [.. Enumerable.Range(0, EnrollmentGrid.Cells).Select(_ => bits.Below(3) == 0 ? 0L : bits.Below((uint)most + 1))];
    }

    /// <summary>A split that gives ln 3 to one level and almost nothing to the others.</summary>
    public static EpsilonSplit On(GridDimensions level) =>
        EpsilonSplit.OfLevels([.. EnrollmentGrid.Levels.Select(other => other == level ? Mutants.Millionths : 1)]);

    /// <summary>Levels, for theories.</summary>
    public static TheoryData<GridDimensions> Levels => [.. EnrollmentGrid.Levels];
}
