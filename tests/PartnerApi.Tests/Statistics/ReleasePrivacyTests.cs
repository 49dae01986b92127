using System.Security.Cryptography;
using PartnerApi.Policy.Statistics;
using PartnerApi.Statistics;

namespace PartnerApi.Tests.Statistics;

/// <summary>
/// Attacks on the published values of a month, of ended cards and of the first release too. The attacker knows all other counts, and guesses from the exact
/// probability of all values. The proportion of right guesses is limited by epsilon (Wasserman and Zhou 2010). Noise with a third of the scale must be detected.
/// </summary>
[Trait("Needs", "NoStore")]
public sealed class ReleasePrivacyTests
{
    private const int Million = 1_000_000;
    private const int Guesses = 3_000;
    private const int Group = 17;

    private readonly CryptographicBits bits = new();

    /// <summary>Where a person counts in two neighboring cities (null: not at all), whether it is the first release, and how often epsilon is lost.</summary>
    public static TheoryData<EnrollmentEvent?, EnrollmentEvent?, bool, int> Neighbors => new()
    {
        { EnrollmentEvent.Issued, null, false, 1 },
        { EnrollmentEvent.Renewed, null, false, 1 },
        { EnrollmentEvent.Ended, null, false, 1 },
        { EnrollmentEvent.Issued, null, true, 1 },
        { EnrollmentEvent.Issued, EnrollmentEvent.Ended, false, 2 },
        { EnrollmentEvent.Issued, EnrollmentEvent.Renewed, false, 2 },
    };

    [Theory]
    [MemberData(nameof(Neighbors))]
    public void Person_can_be_guessed_at_most_as_often_as_epsilon_says(EnrollmentEvent? one, EnrollmentEvent? other, bool isOpening, int limit)
    {
        Assert.True(CannotBeGuessed(Million, one, other, isOpening, limit));
        Assert.False(CannotBeGuessed(3 * Million, one, other, isOpening, limit));
    }

    /// <summary>Draws a month with an epsilon, and checks the guesses against the limit of an epsilon of 1.</summary>
    private bool CannotBeGuessed(int drawnMillionths, EnrollmentEvent? one, EnrollmentEvent? other, bool isOpening, int limit)
    {
        var settings = new StatisticsSettings { EpsilonMillionths = drawnMillionths };
        var (first, second) = (With(one), With(other));
        var right = 0;
        for (var guess = 0; guess < Guesses; guess++)
        {
            var isFirst = RandomNumberGenerator.GetInt32(2) == 0;
            var drawn = ReleasedMonth.Draw(isFirst ? first : second, isOpening, settings, bits);
            if (Evidence(drawn, first, second) > 0 == isFirst) right++;
        }
        var most = 1 / (1 + Math.Exp(-limit));
        return (double)right / Guesses <= most + (4 * Math.Sqrt(most * (1 - most) / Guesses));
    }

    /// <summary>The logarithm of how much more probable the published values are with the first counts than with the second.</summary>
    private static double Evidence(ReleasedMonth drawn, long[] first, long[] second)
    {
        var evidence = Evidence(drawn.Cards, first[..EnrollmentGrid.Cells], second[..EnrollmentGrid.Cells]);
        return drawn.Ended is null
            ? evidence
            : evidence + Evidence(drawn.Ended, EnrollmentGrid.OfGroups(first.AsSpan(EnrollmentGrid.Cells)), EnrollmentGrid.OfGroups(second.AsSpan(EnrollmentGrid.Cells)));
    }

    private static double Evidence(ReleasedTable table, long[] first, long[] second)
    {
        var evidence = 0.0;
        foreach (var level in EnrollmentGrid.Levels)
        {
            var (one, other) = (EnrollmentGrid.Sum(first, level), EnrollmentGrid.Sum(second, level));
            for (var cell = 0; cell < table.Measured[(int)level].Length; cell++)
            {
                var value = table.Measured[(int)level][cell];
                evidence += table.EpsilonMillionths[(int)level] * (double)(Math.Abs(value - other[cell]) - Math.Abs(value - one[cell]));
            }
        }
        return evidence;
    }

    private static long[] With(EnrollmentEvent? person)
    {
        var counts = new long[CounterBlob.Counts];
        Array.Fill(counts, 5);
        if (person is { } kind) counts[CounterBlob.Place(Group, kind)]++;
        return counts;
    }
}
