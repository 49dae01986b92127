using System.Text.Json;
using System.Text.Json.Serialization;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>The published values of a month. True counts enter only <see cref="Measured"/>, with noise; all other values are computed from it.</summary>
internal sealed record ReleasedMonth
{
    /// <summary>The current mechanism and its version; the data dictionary describes it.</summary>
    public const string CurrentMechanism = "discrete-laplace/2";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public required string Mechanism { get; init; }

    /// <summary>Epsilon of each level, in millionths, in the order of <see cref="EnrollmentGrid.Levels"/>. Their sum is the month's epsilon.</summary>
    public required IReadOnlyList<int> EpsilonMillionths { get; init; }

    /// <summary>The privacy budget of the month, in millionths of epsilon.</summary>
    public required int BudgetMillionths { get; init; }

    /// <summary>The most months in which a holder counted at the time of the release.</summary>
    public required int MonthsPerHolder { get; init; }

    /// <summary>The counts with noise, level by level, as drawn; empty for a level without epsilon.</summary>
    public required IReadOnlyList<long[]> Measured { get; init; }

    /// <summary>The published cells of the full table: consistent and nonnegative. Every other table is a sum of them.</summary>
    public required long[] Cells { get; init; }

    /// <summary>Whether there is a table for each level, each complete, or empty if the level has no epsilon.</summary>
    [JsonIgnore]
    public bool IsComplete =>
        Cells.Length == EnrollmentGrid.Cells && (Measured.Count, EpsilonMillionths.Count) == (EnrollmentGrid.Levels.Count, EnrollmentGrid.Levels.Count)
        && EnrollmentGrid.Levels.All(level => Measured[(int)level].Length == (EpsilonMillionths[(int)level] == 0 ? 0 : EnrollmentGrid.CellsOf(level)));

    /// <summary>Creates the published values from a draw.</summary>
    public static ReleasedMonth Of(EnrollmentDraw draw, StatisticsSettings settings) => new()
    {
        Mechanism = CurrentMechanism,
        EpsilonMillionths = draw.Split.Millionths,
        BudgetMillionths = settings.EpsilonMillionths,
        MonthsPerHolder = settings.MonthsPerHolder,
        Measured = draw.Measured,
        Cells = draw.Cells,
    };

    /// <summary>The full cells with their estimates.</summary>
    public ReleasedCells ReadCells()
    {
        var split = EpsilonSplit.OfLevels([.. EpsilonMillionths]);
        return new(split, EnrollmentMechanism.Estimate(split, [.. Measured]), Cells);
    }

    /// <summary>Parses the output of <see cref="ToJson"/>.</summary>
    /// <exception cref="JsonException">The text is anything else.</exception>
    public static ReleasedMonth Parse(string json) =>
        JsonSerializer.Deserialize<ReleasedMonth>(json, Json) ?? throw new JsonException("A release is empty.");

    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
