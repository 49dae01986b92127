using System.Runtime.InteropServices;

namespace PartnerApi.Quotas;

/// <summary>What one partner asked on one day of the city, and in the day's current hour. Used under its partner's lock.</summary>
/// <param name="day">The city's day.</param>
internal sealed class UsageDay(DateOnly day)
{
    private readonly Dictionary<UInt128, int> eligibility = [];

    // The day's cards, each with the number of the hour in which it was last asked about: one look-up counts a card in both windows.
    private readonly Dictionary<UInt128, int> cards = [];
    private int hourNumber;

    /// <summary>The city's day.</summary>
    public DateOnly Day { get; } = day;

    /// <summary>The beginning of its current hour.</summary>
    public DateTimeOffset Hour { get; private set; }

    /// <summary>What was asked in the current hour.</summary>
    public UsageWindow ThisHour { get; private set; } = new();

    /// <summary>What was asked on the day.</summary>
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

    /// <summary>Counts a card of the day.</summary>
    /// <param name="card">The card.</param>
    /// <param name="alias">What it counts as besides: if that was counted before, the card is no other one. The card itself when there is nothing else.</param>
    /// <param name="missed">Whether a number was given that is not valid.</param>
    /// <param name="isInThisHour">Whether it was asked in the current hour.</param>
    public void Count(UInt128 card, UInt128 alias, bool missed, bool isInThisHour)
    {
        var (hasAlias, hourOfAlias) = (false, 0);
        if (alias != card)
        {
            ref var ofAlias = ref CollectionsMarshal.GetValueRefOrAddDefault(cards, alias, out hasAlias);
            hourOfAlias = ofAlias;
            if (isInThisHour) ofAlias = hourNumber;
        }
        ref var lastHour = ref CollectionsMarshal.GetValueRefOrAddDefault(cards, card, out var isKnown);
        if (!isKnown && !hasAlias) Today.Count(missed);
        if (!isInThisHour) return;
        if (lastHour != hourNumber && hourOfAlias != hourNumber) ThisHour.Count(missed);
        lastHour = hourNumber;
    }

    /// <summary>Eligibility questions so far about a card, and about what it counts as besides.</summary>
    public int EligibilityQuestions(UInt128 card, UInt128 alias) =>
        eligibility.GetValueOrDefault(card) + (alias == card ? 0 : eligibility.GetValueOrDefault(alias));

    /// <summary>Counts eligibility questions about a card.</summary>
    public void CountEligibility(UInt128 card, int questions) => eligibility[card] = eligibility.GetValueOrDefault(card) + questions;

    /// <summary>Begins the shares of cards that are not valid anew after an alarm.</summary>
    public void ForgetShares()
    {
        ThisHour.ForgetShare();
        Today.ForgetShare();
    }
}
