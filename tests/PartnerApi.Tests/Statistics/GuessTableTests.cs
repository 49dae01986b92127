using System.Globalization;
using PartnerApi.Policy.Statistics;
using PartnerApi.Statistics;
using PartnerApi.Tests.Architecture;

namespace PartnerApi.Tests.Statistics;

/// <summary>The table of what can be guessed about a person follows from the default epsilon of each level.</summary>
[Trait("Needs", "NoStore")]
public sealed class GuessTableTests
{
    private static readonly Dictionary<string, double> Losses = new(StringComparer.Ordinal)
    {
        ["whether the person is counted"] = EpsilonSplit.Default.Total,
        ["the borough, one of two"] = OfMove(GridDimensions.Borough),
        ["the age band, one of two"] = OfMove(GridDimensions.AgeBand),
        ["the event: issued or renewed"] = OfMove(GridDimensions.Event),
        ["borough, age band, and event, one of two cells"] = OfMove(GridDimensions.All),
        ["whether the card was issued or ended"] = 2 * EpsilonSplit.Default.Total,
    };

    [Fact]
    public void Table_has_the_most_that_each_guess_can_gain()
    {
        var months = new StatisticsSettings().MonthsPerHolder;
        Assert.Equal(
            Losses.Select(loss => $"{loss.Key}: {Most(loss.Value)}, {Most(months * loss.Value)}"),
            MarkedTable.Rows("understand/statistics.md", "guesses").Select(row => $"{row[0]}: {row[1]}, {row[2]}"));
    }

    // The person leaves one cell and enters another, in each level with one of these dimensions.
    private static double OfMove(GridDimensions dimensions) =>
        2.0 * EnrollmentGrid.Levels.Where(level => (level & dimensions) != GridDimensions.None).Sum(level => EpsilonSplit.Default[level]);

    // A guess that is right in half of the cases is right in at most this share after a privacy loss.
    private static string Most(double millionths)
    {
        var odds = Math.Exp(millionths / 1e6);
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(1000 * odds / (1 + odds)) / 10:F1} %");
    }
}
