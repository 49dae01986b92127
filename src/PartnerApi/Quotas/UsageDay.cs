using System.Runtime.InteropServices;

namespace PartnerApi.Quotas;

/// <summary>One partner's usage on a day of the city, and in the day's current hour. Callers hold the partner's lock.</summary>
internal sealed class UsageDay(DateOnly day)
{
    private readonly Dictionary<UInt128, int> eligibility = [];

    // The day's cards, each with the number of the hour of its last lookup: one access counts a card in both windows.
    private readonly Dictionary<UInt128, int> cards = [];
    private int hourNumber;

    public DateOnly Day { get; } = day;

    /// <summary>The start of its current hour.</summary>
    public DateTimeOffset Hour { get; private set; }

    /// <summary>The usage in the current hour.</summary>
    public UsageWindow ThisHour { get; private set; } = new();

    public UsageWindow Today { get; } = new();

    public void Begin(DateTimeOffset hour)
    {
        (Hour, ThisHour) = (hour, new UsageWindow());
        hourNumber++;
    }

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

    public int EligibilityChecks(UInt128 card) => eligibility.GetValueOrDefault(card);

    public void CountEligibility(UInt128 card, int checks) => eligibility[card] = EligibilityChecks(card) + checks;

    /// <summary>Restarts the shares of cards that are not valid, after an alarm.</summary>
    public void RestartShares()
    {
        ThisHour.RestartShare();
        Today.RestartShare();
    }
}

/// <summary>One partner's usage in an hour or a day of the city. Callers hold the partner's lock.</summary>
internal sealed class UsageWindow
{
    private int tallied;
    private int misses;

    /// <summary>Distinct cards so far.</summary>
    public int Cards { get; private set; }

    /// <summary>Answers so far.</summary>
    public int Answers { get; set; }

    /// <summary>Counts a card that is new in the window. <paramref name="missed"/> marks a lookup by number of a card that is not valid.</summary>
    public void Count(bool missed)
    {
        Cards++;
        tallied++;
        if (missed) misses++;
    }

    /// <summary>Whether more of the distinct cards since the last alarm were not valid than a partner's customers can account for.</summary>
    public bool HasTooManyMisses(QuotaSettings settings) =>
        tallied >= settings.MissAfter && (long)misses * 100 > (long)tallied * settings.MissPercent;

    /// <summary>Restarts the share after an alarm. The count of distinct cards remains.</summary>
    public void RestartShare() => (tallied, misses) = (0, 0);
}
