namespace PartnerApi.Policy.Tests.Statistics;

/// <summary>Whether one who knows everybody else can hardly guess, from what is published, if a person is in.</summary>
internal static class GuessCheck
{
    /// <summary>Guesses again and again, the person being in every second time on average; fails when more guesses are right than epsilon allows, by 4 sigma.</summary>
    /// <param name="guessesIn">Given whether the person is in, publishes, and tells what is guessed.</param>
    /// <param name="epsilon">What the loss must not exceed.</param>
    /// <param name="guesses">How often.</param>
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
