using System.Runtime.InteropServices;

namespace PartnerApi.Quotas;

/// <summary>What a partner has used, as others may see it.</summary>
/// <param name="CardsThisHour">Distinct cards in this hour of the city.</param>
/// <param name="CardsToday">Distinct cards in this day of the city.</param>
/// <param name="SuspendedUntil">The end of the cooling time after an alarm; null when there is none.</param>
internal sealed record UsageReading(int CardsThisHour, int CardsToday, DateTimeOffset? SuspendedUntil);

/// <summary>
/// One partner's use of its quota, over all its clients. Windows are the hours and days of the city: they begin anew, and a clock that goes back does
/// not reopen one. Safe for concurrent use, and exact: of two questions at once one is counted first.
/// </summary>
internal sealed class PartnerUsage(QuotaSettings settings)
{
    private readonly Lock gate = new();
    private readonly Dictionary<UInt128, int> eligibility = [];

    // The day's cards, each with the number of the hour in which it was last asked about: one look-up counts a card in both windows.
    private readonly Dictionary<UInt128, int> cards = [];
    private (DateTimeOffset Hour, DateOnly Day) now;
    private int hourNumber;
    private UsageWindow hour = new();
    private UsageWindow day = new();
    private DateTimeOffset coolingUntil;

    /// <summary>Counts a question about a card and says whether it may be answered.</summary>
    /// <param name="at">When it is asked.</param>
    /// <param name="card">The card's reference of the day.</param>
    /// <param name="missed">Whether a number was given that is not valid.</param>
    public Admission Admit(Moment at, UInt128 card, bool missed)
    {
        lock (gate)
        {
            Roll(at.Hour, at.Day);
            if (at.Now < coolingUntil) return Admission.Until(coolingUntil);
            if (day.Cards >= settings.CardsPerDay) return Admission.Until(at.DayEnds);
            if (hour.Cards >= settings.CardsPerHour) return Admission.Until(at.HourEnds);
            Count(card, missed, isInThisHour: true);
            if (!hour.MissesTooMany(settings) && !day.MissesTooMany(settings)) return Admission.Granted;
            Cool(at.Now.AddMinutes(settings.CoolingMinutes));
            return Admission.Alarm(coolingUntil);
        }
    }

    /// <summary>Counts an eligibility question about a card that was admitted.</summary>
    public Admission AdmitEligibility(Moment at, UInt128 card)
    {
        lock (gate)
        {
            Roll(at.Hour, at.Day);
            var asked = eligibility.GetValueOrDefault(card);
            if (asked >= settings.EligibilityPerCard) return Admission.Until(at.DayEnds);
            eligibility[card] = asked + 1;
            return Admission.Granted;
        }
    }

    /// <summary>Counts what the ledger has, of an earlier process or of another one.</summary>
    public void Restore(DateTimeOffset askedAt, DateOnly askedOn, UInt128 card, bool missed, int eligibilityQuestions)
    {
        lock (gate)
        {
            Roll(askedAt, askedOn);
            if (askedOn != now.Day) return;
            Count(card, missed, isInThisHour: askedAt == now.Hour);
            if (eligibilityQuestions > 0) eligibility[card] = eligibility.GetValueOrDefault(card) + eligibilityQuestions;
        }
    }

    /// <summary>Takes over an alarm that the ledger has.</summary>
    public void RestoreAlarm(DateTimeOffset until)
    {
        lock (gate) Cool(until);
    }

    /// <summary>What is used.</summary>
    public UsageReading Read(Moment at)
    {
        lock (gate)
        {
            Roll(at.Hour, at.Day);
            return new UsageReading(hour.Cards, day.Cards, at.Now < coolingUntil ? coolingUntil : null);
        }
    }

    private void Roll(DateTimeOffset atHour, DateOnly atDay)
    {
        if (atHour <= now.Hour) return;
        if (atDay != now.Day)
        {
            day = new UsageWindow();
            cards.Clear();
            eligibility.Clear();
        }
        hour = new UsageWindow();
        hourNumber++;
        now = (atHour, atDay);
    }

    private void Count(UInt128 card, bool missed, bool isInThisHour)
    {
        ref var lastHour = ref CollectionsMarshal.GetValueRefOrAddDefault(cards, card, out var isKnown);
        if (!isKnown) day.Count(missed);
        if (!isInThisHour || lastHour == hourNumber) return;
        lastHour = hourNumber;
        hour.Count(missed);
    }

    private void Cool(DateTimeOffset until)
    {
        if (until > coolingUntil) coolingUntil = until;
        hour.ForgetShare();
        day.ForgetShare();
    }
}
