namespace PartnerApi.Partners;

/// <summary>Limits that an agreement sets for its partner. Where a limit is null, the setting in the section <c>Quotas</c> applies.</summary>
/// <param name="AnswersPerHour">Answers about cards in an hour of the city.</param>
/// <param name="AnswersPerDay">Answers about cards in a day of the city.</param>
/// <param name="RequestsPerSecond">Sustained requests per second.</param>
/// <param name="Concurrent">Requests in progress at the same time.</param>
/// <param name="ReceiptsPerRequest">Receipts that one request may select.</param>
public sealed record AgreedLimits(int? AnswersPerHour, int? AnswersPerDay, int? RequestsPerSecond, int? Concurrent, int? ReceiptsPerRequest)
{
    /// <summary>No limits.</summary>
    public static readonly AgreedLimits None = new(null, null, null, null, null);
}

/// <summary>One limit that an agreement can set.</summary>
/// <param name="Name">The setting that it overrides for the partner.</param>
/// <param name="Meaning">The limited quantity, for help texts.</param>
/// <param name="Most">The highest value.</param>
/// <param name="Get">Reads the agreed value; null if the agreement does not set it.</param>
/// <param name="Set">Writes the agreed value; null removes it.</param>
public sealed record AgreementLimit(
    string Name, string Meaning, int Most, Func<AgreedLimits, int?> Get, Action<Agreement, int?> Set)
{
    /// <summary>The option that sets it, such as <c>--answers-per-hour</c>.</summary>
    public string Option { get; } = "--" + string.Concat(Name.Select(
        (letter, index) => index > 0 && char.IsUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));

    /// <summary>Every limit, in the order of help texts.</summary>
    public static IReadOnlyList<AgreementLimit> All { get; } =
    [
        new(nameof(Agreement.AnswersPerHour), "answers about cards in an hour", int.MaxValue,
            limits => limits.AnswersPerHour, (agreement, value) => agreement.AnswersPerHour = value),
        new(nameof(Agreement.AnswersPerDay), "answers about cards in a day", int.MaxValue,
            limits => limits.AnswersPerDay, (agreement, value) => agreement.AnswersPerDay = value),
        new(nameof(Agreement.RequestsPerSecond), "sustained requests per second, with bursts of twice as many", MostRequestsPerSecond,
            limits => limits.RequestsPerSecond, (agreement, value) => agreement.RequestsPerSecond = value),
        new(nameof(Agreement.Concurrent), "requests in progress at the same time", int.MaxValue,
            limits => limits.Concurrent, (agreement, value) => agreement.Concurrent = value),
        new(nameof(Agreement.ReceiptsPerRequest), "receipts in one request", int.MaxValue,
            limits => limits.ReceiptsPerRequest, (agreement, value) => agreement.ReceiptsPerRequest = value),
    ];

    /// <summary>The highest request rate: one request per microsecond.</summary>
    public const int MostRequestsPerSecond = 1_000_000;
}

/// <summary>A new value for one limit of an agreement.</summary>
/// <param name="Limit">Which limit changes.</param>
/// <param name="Value">Its new value; null for the gateway's setting.</param>
public readonly record struct LimitChange(AgreementLimit Limit, int? Value);
