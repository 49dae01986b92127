using System.Text.Json;
using System.Text.Json.Serialization;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>A published table. True counts enter only <see cref="Measured"/>, with noise; the cells are computed from it.</summary>
internal sealed record ReleasedTable
{
    /// <summary>Epsilon of each level, in millionths, in the order of <see cref="EnrollmentGrid.Levels"/>.</summary>
    public required IReadOnlyList<int> EpsilonMillionths { get; init; }

    /// <summary>The counts with noise, level by level, as drawn; empty for a level without epsilon.</summary>
    public required IReadOnlyList<long[]> Measured { get; init; }

    /// <summary>The published cells of the full table: consistent and nonnegative. Every other table is a sum of them.</summary>
    public required long[] Cells { get; init; }

    /// <summary>Whether there is a table for each level, each complete, or empty if the level has no epsilon.</summary>
    [JsonIgnore]
    public bool IsComplete =>
        Cells.Length == EnrollmentGrid.Cells && (Measured.Count, EpsilonMillionths.Count) == (EnrollmentGrid.Levels.Count, EnrollmentGrid.Levels.Count)
        && EnrollmentGrid.Levels.All(level => Measured[(int)level].Length == (EpsilonMillionths[(int)level] == 0 ? 0 : EnrollmentGrid.CellsOf(level)));

    /// <summary>Draws a table.</summary>
    public static ReleasedTable Draw(ReadOnlySpan<long> cells, EpsilonSplit split, RandomBits bits)
    {
        var draw = EnrollmentMechanism.Draw(cells, split, bits);
        return new ReleasedTable { EpsilonMillionths = draw.Split.Millionths, Measured = draw.Measured, Cells = draw.Cells };
    }

    /// <summary>The full cells with their estimates.</summary>
    public ReleasedCells ReadCells()
    {
        var split = EpsilonSplit.OfLevels([.. EpsilonMillionths]);
        return new(split, EnrollmentMechanism.Estimate(split, [.. Measured]), Cells);
    }
}

/// <summary>
/// The published values of a month. A holder counts in one of its tables, so the month's privacy loss is that of one table: their epsilons are equal.
/// </summary>
internal sealed record ReleasedMonth
{
    /// <summary>The current mechanism and its version; the data dictionary describes it.</summary>
    public const string CurrentMechanism = "discrete-laplace/3";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public required string Mechanism { get; init; }

    /// <summary>The privacy budget of the month, in millionths of epsilon.</summary>
    public required int BudgetMillionths { get; init; }

    /// <summary>The most months in which a holder counted at the time of the release.</summary>
    public required int MonthsPerHolder { get; init; }

    /// <summary>
    /// The issued and renewed cards. The first release has the cards in force in the month before the first one instead.
    /// </summary>
    public required ReleasedTable Cards { get; init; }

    /// <summary>The ended cards; null in the first release.</summary>
    public ReleasedTable? Ended { get; init; }

    /// <summary>Whether its tables are complete, and cost the same.</summary>
    [JsonIgnore]
    public bool IsComplete => Cards.IsComplete && (Ended is null || (Ended.IsComplete && Ended.EpsilonMillionths.Sum() == EpsilonMillionths));

    /// <summary>The privacy loss of a holder who counts in the month, in millionths of epsilon.</summary>
    [JsonIgnore]
    public int EpsilonMillionths => Cards.EpsilonMillionths.Sum();

    /// <summary>Draws a month's values from its counts (<see cref="CounterBlob"/>).</summary>
    /// <param name="counts">The true counts.</param>
    /// <param name="isOpening">Whether this is the first release.</param>
    /// <param name="settings">The settings of the release.</param>
    /// <param name="bits">The source of the noise.</param>
    public static ReleasedMonth Draw(ReadOnlySpan<long> counts, bool isOpening, StatisticsSettings settings, RandomBits bits)
    {
        var ended = EnrollmentGrid.OfGroups(counts[EnrollmentGrid.Cells..]);
        var (split, withoutEvents) = (EpsilonSplit.Of(settings.EpsilonMillionths), EpsilonSplit.WithoutEvents(settings.EpsilonMillionths));
        var drawn = new ReleasedMonth
        {
            Mechanism = CurrentMechanism,
            BudgetMillionths = settings.EpsilonMillionths,
            MonthsPerHolder = settings.MonthsPerHolder,
            Cards = ReleasedTable.Draw(counts[..EnrollmentGrid.Cells], isOpening ? withoutEvents : split, bits),
            Ended = isOpening ? null : ReleasedTable.Draw(ended, withoutEvents, bits),
        };
        Array.Clear(ended);
        return drawn;
    }

    /// <summary>Parses the output of <see cref="ToJson"/>.</summary>
    /// <exception cref="JsonException">The text is anything else.</exception>
    public static ReleasedMonth Parse(string json) =>
        JsonSerializer.Deserialize<ReleasedMonth>(json, Json) ?? throw new JsonException("A release is empty.");

    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
