namespace PartnerApi.Policy.Tests.Statistics;

/// <summary>Checks that published values hardly help to guess whether a person is included, even for an attacker who knows everybody else.</summary>
internal static class GuessCheck
{
    /// <summary>Guesses repeatedly, with the person included half of the time. Fails if the right guesses exceed the limit of epsilon by 4 sigma.</summary>
    /// <param name="guessesIn">Publishes with or without the person, as given, and returns the guess.</param>
    /// <param name="epsilon">The limit of the privacy loss.</param>
    /// <param name="guesses">The number of guesses.</param>
    public static bool Passes(Func<bool, bool> guessesIn, double epsilon, int guesses)
    {
        var random = new SeededBits(5);
        var right = 0;
        for (var guess = 0; guess < guesses; guess++)
        {
            var isIn = random.NextBit();
            if (guessesIn(isIn) == isIn) right++;
        }
        var most = 1 / (1 + Math.Exp(-epsilon));
        return (double)right / guesses <= most + (4 * Math.Sqrt(most * (1 - most) / guesses));
    }
}
