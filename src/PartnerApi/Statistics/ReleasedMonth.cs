using System.Text.Json;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>All that is published of a month. The exact counts are only in <see cref="Measured"/>, under its noise; the rest is worked out from that.</summary>
internal sealed record ReleasedMonth
{
    /// <summary>The way in which releases are made now; the data dictionary describes it.</summary>
    public const string CurrentMechanism = "discrete-laplace/1";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The way in which it was made.</summary>
    public required string Mechanism { get; init; }

    /// <summary>Epsilon of each level, in millionths, in the order of <see cref="EnrollmentGrid.Levels"/>; their sum is the month's.</summary>
    public required IReadOnlyList<int> EpsilonMillionths { get; init; }

    /// <summary>What the month's releases may cost together, in millionths of epsilon.</summary>
    public required int BudgetMillionths { get; init; }

    /// <summary>In how many months a holder counted at most when it was made.</summary>
    public required int MonthsPerHolder { get; init; }

    /// <summary>The counts with noise, level by level, as they were drawn.</summary>
    public required IReadOnlyList<long[]> Measured { get; init; }

    /// <summary>The published full cells: reconciled, none negative; every other table is a sum of them.</summary>
    public required long[] Cells { get; init; }

    /// <summary>The margin of error (95 %) of each cell of each level.</summary>
    public required IReadOnlyList<int[]> Margins { get; init; }

    /// <summary>The standard error of each cell of each level, for sums over months.</summary>
    public required IReadOnlyList<double[]> StandardErrors { get; init; }

    /// <summary>What was drawn, as it is published.</summary>
    public static ReleasedMonth Of(EnrollmentDraw draw, StatisticsSettings settings) => new()
    {
        Mechanism = CurrentMechanism,
        EpsilonMillionths = draw.Split.Millionths,
        BudgetMillionths = settings.EpsilonMillionths,
        MonthsPerHolder = settings.MonthsPerHolder,
        Measured = draw.Measured,
        Cells = draw.Cells,
        Margins = draw.Margins,
        StandardErrors = [.. draw.StandardErrors.Select(level => level.Select(error => Math.Round(error, 3)).ToArray())],
    };

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    public static ReleasedMonth Parse(string json) =>
        JsonSerializer.Deserialize<ReleasedMonth>(json, Json) ?? throw new InvalidDataException("A release holds nothing.");

    /// <summary>As it is stored.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
