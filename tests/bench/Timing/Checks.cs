using System.Globalization;

namespace PartnerApi.Bench.Timing;

/// <summary>Decides, prints a line for each decision, and counts.</summary>
internal sealed class Checks
{
    private const int Rounds = 3;
    private const int Majority = 2;

    private int passed;
    private int failed;

    /// <summary>
    /// Takes three rounds and compares every two kinds of card. Two kinds can be told apart when a majority of the rounds says so (see
    /// <see cref="Difference.Tells"/>): with <paramref name="slow"/> that card from all others and no two others, without it none.
    /// </summary>
    public void Compare(GatewayRequest request, Asking asking, IReadOnlyList<TestCard> cards, TestCard? slow)
    {
        var rounds = Enumerable.Range(0, Rounds).Select(_ => asking.Round()).ToArray();
        for (var one = 0; one < cards.Count; one++)
        {
            for (var other = one + 1; other < cards.Count; other++)
            {
                var differences = rounds.Select(round => round.Compare(one, other)).ToArray();
                var told = differences.Count(difference => difference.Tells) >= Majority;
                var expected = slow is not null && (cards[one].Number == slow.Number) != (cards[other].Number == slow.Number);
                var gateway = slow is null ? "gateway" : "mutant ";
                Expect($"{gateway} {request.Name}: {cards[one].Why} and {cards[other].Why}", told == expected, Describe(differences, told));
            }
        }
    }

    /// <summary>Counts and prints one check; <paramref name="figures"/> says what was seen.</summary>
    public void Expect(string check, bool holds, string figures)
    {
        if (holds) passed++;
        else failed++;
        Console.WriteLine($"{(holds ? "ok    " : "FAILED")} {check,-58} {figures}");
    }

    /// <summary>Prints the sum and returns the exit code.</summary>
    public int Finish()
    {
        Console.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 ? 0 : 1;
    }

    private static string Describe(Difference[] differences, bool told)
    {
        string Each(Func<Difference, double> figure) =>
            string.Join(" ", differences.Select(difference => figure(difference).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture).PadLeft(6)));
        return $"{(told ? "told apart" : "the same  ")}  median us {Each(d => d.Median)}  z {Each(d => d.Z)}  t {Each(d => d.T)}";
    }
}
