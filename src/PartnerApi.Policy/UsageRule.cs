using System.Text.Json;
using System.Text.Json.Serialization;

namespace PartnerApi.Policy;

/// <summary>The period over which the uses of a benefit are counted.</summary>
public enum UsageKind
{
    /// <summary>All time.</summary>
    Ever,

    /// <summary>The calendar year in the city's time zone.</summary>
    PerYear,

    /// <summary>A number of days, beginning with the day of each use.</summary>
    PerDays,
}

/// <summary>
/// How often one holder may use a benefit, as data: <c>{"kind":"ever","most":1}</c>, <c>{"kind":"perYear","most":2}</c> or
/// <c>{"kind":"perDays","days":365,"most":1}</c>. Days are days in the city's time zone. Reversed uses do not count.
/// </summary>
public sealed record UsageRule
{
    private const int LongestDays = 36_500;
    private const int LargestMost = 1_000;
    private const int LongestText = 200;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new ExactNameConverter<UsageKind>(JsonNamingPolicy.CamelCase) },
    };

    /// <param name="kind">The kind of period.</param>
    /// <param name="days">1 to 36,500 with <see cref="UsageKind.PerDays"/>; null with any other kind.</param>
    /// <param name="most">The uses in one period: 1 to 1,000.</param>
    /// <exception cref="ArgumentException">A value is out of range, or the values contradict each other.</exception>
    [JsonConstructor]
    public UsageRule(UsageKind kind, int? days = null, int most = 1)
    {
        if (!Enum.IsDefined(kind)) throw new ArgumentException("\"kind\" must be \"ever\", \"perYear\" or \"perDays\".");
        if (kind == UsageKind.PerDays && days is not (>= 1 and <= LongestDays))
            throw new ArgumentException($"\"perDays\" needs \"days\" from 1 to {LongestDays}.");
        if (kind != UsageKind.PerDays && days is not null) throw new ArgumentException("\"days\" is allowed only with \"perDays\".");
        if (most is < 1 or > LargestMost) throw new ArgumentException($"\"most\" must be from 1 to {LargestMost}.");
        (Kind, Days, Most) = (kind, days, most);
    }

    /// <summary>One use ever: the default for benefits.</summary>
    public static UsageRule OnceEver { get; } = new(UsageKind.Ever);

    /// <summary>The kind of period.</summary>
    public UsageKind Kind { get; }

    /// <summary>The length of the period with <see cref="UsageKind.PerDays"/>; null with any other kind.</summary>
    public int? Days { get; }

    /// <summary>The most uses in one period.</summary>
    public int Most { get; }

    /// <summary>Parses a rule. Unknown, duplicate and invalid members are rejected.</summary>
    /// <exception cref="FormatException">The text is not a rule.</exception>
    public static UsageRule Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            if (json.Length <= LongestText && JsonSerializer.Deserialize<UsageRule>(json, Options) is { } rule) return rule;
        }
        catch (ArgumentException error)
        {
            throw new FormatException(error.Message, error);
        }
        catch (JsonException error)
        {
            throw Unlike(error);
        }

        throw Unlike(null);
    }

    /// <summary>The rule as JSON, readable by <see cref="Parse"/>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options);

    /// <summary>The first day whose uses count today. Uses dated after today count too, so setting the clock back does not allow more uses.</summary>
    public DateOnly CountsFrom(DateOnly today) => Kind switch
    {
        UsageKind.PerYear => new DateOnly(today.Year, 1, 1),
        UsageKind.PerDays => today.DayNumber < Days!.Value ? DateOnly.MinValue : today.AddDays(1 - Days.Value),
        _ => DateOnly.MinValue,
    };

    /// <summary>Whether one more use is allowed, given the number of uses on or after <see cref="CountsFrom"/>.</summary>
    public bool Allows(int uses) => uses < Most;

    /// <summary>The last day of the entitlement from a use on the given day; null if it never ends.</summary>
    public DateOnly? ValidUntil(DateOnly usedOn) => Kind switch
    {
        UsageKind.PerYear => new DateOnly(usedOn.Year, 12, 31),
        UsageKind.PerDays when DateOnly.MaxValue.DayNumber - usedOn.DayNumber < Days!.Value => DateOnly.MaxValue,
        UsageKind.PerDays => usedOn.AddDays(Days!.Value - 1),
        _ => null,
    };

    /// <summary>The same as <see cref="ToJson"/>: a rule contains no personal data.</summary>
    public override string ToString() => ToJson();

    private static FormatException Unlike(Exception? cause) => new(
        """Use a rule like {"kind":"ever","most":1}, {"kind":"perYear","most":2} or {"kind":"perDays","days":365,"most":1}. "most" is optional.""", cause);
}
