using System.Runtime.InteropServices;

namespace PartnerApi.Quotas;

/// <summary>One partner's usage on a day of the city, and in the day's current hour. Callers hold the partner's lock.</summary>
/// <param name="day">The city's day.</param>
internal sealed class UsageDay(DateOnly day)
{
    private readonly Dictionary<UInt128, int> eligibility = [];

    // The day's cards, each with the number of the hour of its last lookup: one access counts a card in both windows.
    private readonly Dictionary<UInt128, int> cards = [];
    private int hourNumber;

    /// <summary>The city's day.</summary>
    public DateOnly Day { get; } = day;

    /// <summary>The start of its current hour.</summary>
    public DateTimeOffset Hour { get; private set; }

    /// <summary>The usage in the current hour.</summary>
    public UsageWindow ThisHour { get; private set; } = new();

    /// <summary>The usage on the day.</summary>
    public UsageWindow Today { get; } = new();

    /// <summary>Begins an hour.</summary>
    public void Begin(DateTimeOffset hour)
    {
        (Hour, ThisHour) = (hour, new UsageWindow());
        hourNumber++;
    }

    /// <summary>Counts an answer of the day.</summary>
    public void CountAnswer(bool isInThisHour)
    {
        Today.Answers++;
        if (isInThisHour) ThisHour.Answers++;
    }

    /// <summary>See <see cref="PartnerUsage.CountedAs"/>.</summary>
    public UInt128 CountedAs(UInt128 card, UInt128 other) => !cards.ContainsKey(card) & cards.ContainsKey(other) ? other : card;

    /// <summary>Counts a card of the day. <paramref name="missed"/> marks a lookup by number of a card that is not valid.</summary>
    public void Count(UInt128 card, bool missed, bool isInThisHour)
    {
        ref var lastHour = ref CollectionsMarshal.GetValueRefOrAddDefault(cards, card, out var isKnown);
        if (!isKnown) Today.Count(missed);
        if (!isInThisHour || lastHour == hourNumber) return;
        lastHour = hourNumber;
        ThisHour.Count(missed);
    }

    /// <summary>Eligibility checks of a card so far.</summary>
    public int EligibilityChecks(UInt128 card) => eligibility.GetValueOrDefault(card);

    /// <summary>Counts eligibility checks of a card.</summary>
    public void CountEligibility(UInt128 card, int checks) => eligibility[card] = EligibilityChecks(card) + checks;

    /// <summary>Restarts the shares of cards that are not valid, after an alarm.</summary>
    public void RestartShares()
    {
        ThisHour.RestartShare();
        Today.RestartShare();
    }
}
