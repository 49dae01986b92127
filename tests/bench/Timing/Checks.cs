using System.Globalization;

namespace PartnerApi.Bench.Timing;

/// <summary>Evaluates checks, prints a line for each, and counts them.</summary>
internal sealed class Checks
{
    private const int Majority = 2;

    private int passed;
    private int failed;

    /// <summary>
    /// Compares every two kinds of card in rounds, until two rounds agree about each pair: a third could not change the majority. Two kinds are distinguishable
    /// if they are in a majority of the rounds (see <see cref="Difference.IsDetectable"/>). With <paramref name="slow"/>, that card must be distinguishable from
    /// all others, and no other pair may be. Without it, no pair may be.
    /// </summary>
    /// <param name="gateway">The measured gateway and request, for the printed lines.</param>
    /// <param name="run">The run.</param>
    /// <param name="perSeries">How often a round requests each card.</param>
    /// <param name="slow">The card that must be distinguishable; null for none.</param>
    public void Compare(string gateway, TimingRun run, int perSeries, TestCard? slow)
    {
        var cards = TestCard.Kinds;
        var pairs = Enumerable.Range(0, cards.Count).SelectMany(one => Enumerable.Range(one + 1, cards.Count - one - 1).Select(other => (one, other))).ToArray();
        var rounds = new List<Difference[]>();
        while (!pairs.Index().All(pair => IsDecided(rounds, pair.Index)))
        {
            var round = run.Round(perSeries);
            rounds.Add([.. pairs.Select(pair => round.Compare(pair.one, pair.other))]);
        }
        foreach (var (index, (one, other)) in pairs.Index())
        {
            var differences = rounds.Select(round => round[index]).ToArray();
            var isDifferent = differences.Count(difference => difference.IsDetectable) >= Majority;
            var expected = slow is not null && (cards[one].Number == slow.Number) != (cards[other].Number == slow.Number);
            Expect($"{gateway}: {cards[one].Why} and {cards[other].Why}", isDifferent == expected, Describe(differences, isDifferent));
        }
    }

    /// <summary>Counts and prints one check with its <paramref name="figures"/>.</summary>
    public void Expect(string check, bool holds, string figures)
    {
        if (holds) passed++;
        else failed++;
        Console.WriteLine($"{(holds ? "ok    " : "FAILED")} {check,-72} {figures}");
    }

    /// <summary>Prints the totals and returns the exit code.</summary>
    public int Finish()
    {
        Console.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 ? 0 : 1;
    }

    private static bool IsDecided(List<Difference[]> rounds, int pair)
    {
        var detected = rounds.Count(round => round[pair].IsDetectable);
        return detected >= Majority || rounds.Count - detected >= Majority;
    }

    private static string Describe(Difference[] differences, bool isDifferent)
    {
        string Each(Func<Difference, double> figure) =>
            string.Join(" ", differences.Select(difference => figure(difference).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture).PadLeft(6)));
        return $"{(isDifferent ? "different" : "the same ")}  median us {Each(d => d.Median)}  z {Each(d => d.Z)}  t {Each(d => d.T)}";
    }
}
