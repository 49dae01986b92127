namespace PartnerApi.Policy.Statistics;

/// <summary>
/// The division of a month's privacy loss among the eight levels of its grid. A level without epsilon is not measured. A holder is in exactly one cell of each
/// level, so the sum limits the privacy loss of a holder in a month.
/// </summary>
public sealed class EpsilonSplit
{
    /// <summary>The smallest total for <see cref="Of"/>.</summary>
    public const int LeastMillionths = 100;

    /// <summary>
    /// The default total: the smallest, in steps of 0.005, with which 95 % of the counts over 2,000 are close enough: citywide within 1 % and by borough within
    /// 3 % for a month, by borough and age band within 5 % for a year (see <see cref="AccuracyStudy"/>).
    /// </summary>
    public const int DefaultMillionths = 55_000;

    private const int Hundred = 100;

    private readonly int[] millionths;

    private EpsilonSplit(int[] millionths)
    {
        this.millionths = millionths;
        Total = millionths.Sum();
        Text = string.Join(' ', millionths);
    }

    /// <summary>The split of <see cref="DefaultMillionths"/>.</summary>
    public static EpsilonSplit Default { get; } = Of(DefaultMillionths);

    /// <summary>The epsilon of a month in millionths: the sum over the levels.</summary>
    public int Total { get; }

    /// <summary>The epsilon of each level in millionths, in the order of <see cref="EnrollmentGrid.Levels"/>.</summary>
    public IReadOnlyList<int> Millionths => millionths;

    /// <summary>The millionths as a text that is equal for equal splits.</summary>
    internal string Text { get; }

    /// <summary>The epsilon of one level in millionths.</summary>
    public int this[GridDimensions level] => millionths[(int)level];

    /// <summary>Divides a total by the default weights. Remaining millionths go to the levels with the largest remainders.</summary>
    /// <param name="totalMillionths">From <see cref="LeastMillionths"/> to <see cref="DiscreteLaplace.MostMillionths"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The total is out of range.</exception>
    public static EpsilonSplit Of(int totalMillionths) => Divide(totalMillionths, GridDimensions.All);

    /// <summary>Divides a total by the default weights, for counts without events. The table by borough and age band takes the place of the full cells.</summary>
    /// <inheritdoc cref="Of"/>
    public static EpsilonSplit WithoutEvents(int totalMillionths) => Divide(totalMillionths, EnrollmentGrid.GroupLevel);

    /// <summary>Creates a split from stored values: the epsilon of each level, in the order of <see cref="EnrollmentGrid.Levels"/>.</summary>
    /// <exception cref="ArgumentException">There are not eight levels.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A level is negative, the largest table (the full cells, or those by borough and age band for counts without events) is not measured, or the sum
    /// exceeds <see cref="DiscreteLaplace.MostMillionths"/>.
    /// </exception>
    public static EpsilonSplit OfLevels(ReadOnlySpan<int> millionths)
    {
        if (millionths.Length != EnrollmentGrid.Levels.Count) throw new ArgumentException("A split needs one epsilon for each level.", nameof(millionths));
        var total = 0L;
        foreach (var level in millionths)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(level, nameof(millionths));
            total += level;
        }
        ArgumentOutOfRangeException.ThrowIfZero(millionths[(int)Largest(millionths)], nameof(millionths));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(total, DiscreteLaplace.MostMillionths, nameof(millionths));
        return new(millionths.ToArray());
    }

    private static EpsilonSplit Divide(int totalMillionths, GridDimensions largest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(totalMillionths, LeastMillionths);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(totalMillionths, DiscreteLaplace.MostMillionths);
        var products = EnrollmentGrid.Levels.Select(level => (long)totalMillionths * Weight(level, largest)).ToList();
        var levels = products.Select(product => (int)(product / Hundred)).ToArray();
        var left = totalMillionths - levels.Sum();
        var byRemainder = Enumerable.Range(0, levels.Length).OrderByDescending(level => products[level] % Hundred).ThenBy(level => level);
        foreach (var level in byRemainder.Take(left)) levels[level]++;
        return new(levels);
    }

    // The table that contains all others of the split.
    private static GridDimensions Largest(ReadOnlySpan<int> millionths)
    {
        foreach (var level in EnrollmentGrid.Levels)
        {
            if (level.HasFlag(GridDimensions.Event) && millionths[(int)level] > 0) return GridDimensions.All;
        }
        return EnrollmentGrid.GroupLevel;
    }

    // Percent of the total, rounded from the result of SplitSearch. The largest table contains everything, but the noise of a sum over all of its cells is
    // large, so the total is measured as well. Measuring another table would cost more accuracy than it adds.
    private static int Weight(GridDimensions level, GridDimensions largest) => level switch
    {
        GridDimensions.None => 10,
        _ when level == largest => 90,
        _ => 0,
    };
}
