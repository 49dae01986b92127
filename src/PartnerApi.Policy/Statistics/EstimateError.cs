using System.Collections.Concurrent;
using System.Globalization;

namespace PartnerApi.Policy.Statistics;

/// <summary>Months that were measured with one split.</summary>
/// <param name="Split">The epsilon of each level in each of the months.</param>
/// <param name="Months">The number of the months.</param>
public readonly record struct MeasuredMonths(EpsilonSplit Split, int Months)
{
    /// <summary>Groups months by their splits.</summary>
    public static IReadOnlyList<MeasuredMonths> Of(IEnumerable<EpsilonSplit> splits) => Add([.. splits.Select(split => new MeasuredMonths(split, 1))], []);

    /// <summary>Adds up the months of each split.</summary>
    public static IReadOnlyList<MeasuredMonths> Add(IReadOnlyList<MeasuredMonths> some, IReadOnlyList<MeasuredMonths> others) =>
        [.. some.Concat(others).GroupBy(one => one.Split.Text).Select(same => new MeasuredMonths(same.First().Split, same.Sum(one => one.Months)))];

    /// <summary>A text that is equal for equal groups, in any order.</summary>
    public static string Key(IReadOnlyList<MeasuredMonths> months) =>
        string.Join(';', months.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Months}: {one.Split.Text}")).Order(StringComparer.Ordinal));
}

/// <summary>
/// The error of the estimate of one cell, summed over months. It does not depend on the counts: an estimate is unbiased, and its error is a weighted sum of
/// independent noise whose distribution is public (<see cref="NoiseWeights"/>).
/// </summary>
/// <remarks>
/// A sum's characteristic function is the product of those of its terms: 1 / (1 + 4 p sin²(u/2) / (1-p)²) for discrete Laplace noise of weight w, with
/// p = exp(-epsilon) and u = w t. The probability of an error of at most m is 2/pi times the integral of sin(m t) / t times that function (Gil-Pelaez, "Note on
/// the inversion theorem", 1951). Each integer of noise is spread evenly over its unit interval (the factor sin(u/2) / (u/2)), so that margins are
/// not too small for low noise, which moves in steps.
/// </remarks>
/// <param name="StandardError">The root of the mean squared error.</param>
/// <param name="Margin">The error that 95 of 100 estimates do not exceed.</param>
public sealed record EstimateError(double StandardError, double Margin)
{
    private const double Coverage = 0.95;

    // The integral is a sum at the midpoints of steps, in units of 1 / standard error. At the last point, the integrand is a few millionths at most.
    private const int Points = 2_000;
    private const double Step = 0.04;

    // A single Laplace draw has its margin at 2.12 standard errors. No sum of such noise reaches 5.
    private const double MostStandardErrors = 5;
    private const int Bisections = 28;

    // The integrand of sums of much noise is practically 0 long before the last point: after so many points in a row below this, the rest is left out.
    private const double Negligible = 1e-12;
    private const int MostNegligible = 50;

    // One split is in use for years, so there are few keys: at most four for each level and number of months, those of ranges in which it changed, and those of
    // cards in force in each month.
    private static readonly ConcurrentDictionary<(string Months, GridDimensions Level, GridDimensions Differing), EstimateError> Known = new();

    /// <summary>The error of a cell of a level.</summary>
    /// <param name="level">The dimensions of the cell.</param>
    /// <param name="months">The months of the sum.</param>
    public static EstimateError Of(GridDimensions level, IReadOnlyList<MeasuredMonths> months) => Of(level, GridDimensions.None, months);

    /// <summary>
    /// The error of the difference between two cells of a level that have the same months and differ in one dimension. Most of their noise is their own, but what
    /// they have in common cancels. Sums over different months have no noise in common: the error of their difference is that of a sum over all of the months.
    /// </summary>
    /// <param name="level">The dimensions of the cells.</param>
    /// <param name="dimension">The dimension in which they differ. It is one of the level's.</param>
    /// <param name="months">The months of each cell's sum.</param>
    public static EstimateError OfDifference(GridDimensions level, GridDimensions dimension, IReadOnlyList<MeasuredMonths> months) => Of(level, dimension, months);

    /// <summary>
    /// The error of cards in force in a cell without events: of those at the beginning, plus issued cards, minus ended cards. With a dimension, the error of
    /// the difference between two cells that differ in it.
    /// </summary>
    /// <param name="level">The dimensions of the cell, without events.</param>
    /// <param name="differing">The dimension in which two cells differ; <see cref="GridDimensions.None"/> for the error of one cell.</param>
    /// <param name="issued">The releases of issued and renewed cards.</param>
    /// <param name="others">The releases of ended cards, and of those in force at the beginning.</param>
    public static EstimateError OfCardsInForce(
        GridDimensions level, GridDimensions differing, IReadOnlyList<MeasuredMonths> issued, IReadOnlyList<MeasuredMonths> others) =>
        Known.GetOrAdd(
            ($"{MeasuredMonths.Key(issued)} + {MeasuredMonths.Key(others)}", level, differing),
            _ => Compute([.. Terms(level | GridDimensions.Event, differing, issued), .. Terms(level, differing, others)]));

    private static EstimateError Of(GridDimensions level, GridDimensions differing, IReadOnlyList<MeasuredMonths> months) =>
        Known.GetOrAdd((MeasuredMonths.Key(months), level, differing), _ => Compute([.. Terms(level, differing, months)]));

    private static IEnumerable<NoiseTerm> Terms(GridDimensions level, GridDimensions differing, IReadOnlyList<MeasuredMonths> months) =>
        from month in months
        from term in differing == GridDimensions.None ? NoiseWeights.Of(month.Split, level) : NoiseWeights.OfDifference(month.Split, level, differing)
        select term with { Count = term.Count * month.Months };

    private static EstimateError Compute(List<NoiseTerm> terms)
    {
        var standardError = Math.Sqrt(terms.Sum(term => term.Count * term.Weight * term.Weight * new DiscreteLaplace(term.Millionths).Variance));

        // Including the spread, so that the unit is right for noise that is nearly always 0.
        var unit = Math.Sqrt((standardError * standardError) + terms.Sum(term => term.Count * term.Weight * term.Weight / 12));
        var integrand = new List<double>(Points);
        for (var (point, negligible) = (0, 0); point < Points && negligible < MostNegligible; point++)
        {
            var time = (point + 0.5) * Step;
            var value = Characteristic(terms, time / unit);
            negligible = Math.Abs(value) < Negligible ? negligible + 1 : 0;
            integrand.Add(2 / Math.PI * Step / time * value);
        }
        var (low, high) = (0.0, MostStandardErrors);
        for (var step = 0; step < Bisections; step++)
        {
            var middle = (low + high) / 2;
            if (Probability(integrand, middle) < Coverage) low = middle;
            else high = middle;
        }
        return new(standardError, high * unit);
    }

    private static double Probability(List<double> integrand, double margin)
    {
        var probability = 0.0;
        for (var point = 0; point < integrand.Count; point++) probability += integrand[point] * Math.Sin(margin * (point + 0.5) * Step);
        return probability;
    }

    private static double Characteristic(List<NoiseTerm> terms, double time)
    {
        var product = 1.0;
        foreach (var (millionths, weight, count) in terms)
        {
            var half = weight * time / 2;
            if (half == 0) continue;
            var epsilon = millionths / (double)DiscreteLaplace.Million;
            var (ratio, sine) = (Math.Exp(-epsilon), Math.Sin(half));
            var rest = 1 - ratio;
            product *= Math.Pow(sine / half / (1 + (4 * ratio * sine * sine / (rest * rest))), count);
        }
        return product;
    }
}
