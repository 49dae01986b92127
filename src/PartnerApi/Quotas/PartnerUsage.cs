using PartnerApi.Partners;
using PartnerApi.Requests;

namespace PartnerApi.Quotas;

/// <summary>A snapshot of a partner's usage and limits.</summary>
/// <param name="Settings">The limits that apply to the partner.</param>
/// <param name="CardsThisHour">Distinct cards in this hour of the city.</param>
/// <param name="CardsToday">Distinct cards in this day of the city.</param>
/// <param name="AnswersThisHour">Answers in this hour of the city.</param>
/// <param name="AnswersToday">Answers in this day of the city.</param>
/// <param name="SuspendedUntil">The end of the cooling time after an alarm; null without an alarm.</param>
internal sealed record UsageReading(
    QuotaSettings Settings, int CardsThisHour, int CardsToday, int AnswersThisHour, int AnswersToday, DateTimeOffset? SuspendedUntil);

/// <summary>
/// One partner's use of its quota, over all its clients, in the hours and days of the city. A clock that goes back by up to an hour reopens no window.
/// After the clock leaps and returns, the earlier day continues, and neither a used-up quota nor an alarm lasts until the wrong time. Safe for
/// concurrent use, and exact: concurrent lookups are counted one after another.
/// </summary>
internal sealed class PartnerUsage : PartnerCounters, IDisposable
{
    private static readonly TimeSpan AnHour = TimeSpan.FromHours(1);

    private readonly QuotaSettings defaults;
    private readonly TimeProvider time;
    private readonly Lock gate = new();

    private UsageDay day = new(DateOnly.MinValue);

    // The previous day, or the day that was current before the clock was set.
    private UsageDay? otherDay;
    private DateTimeOffset coolingUntil;
    private DateTimeOffset liftedUntil;
    private AgreedLimits agreed = AgreedLimits.None;
    private long agreedAt;
    private volatile QuotaSettings settings;
    private volatile RequestLimits requests;

    /// <summary>Starts with no usage.</summary>
    /// <param name="defaults">The gateway's settings; the partner's agreement can set other limits.</param>
    /// <param name="time">The clock of the request rate.</param>
    public PartnerUsage(QuotaSettings defaults, TimeProvider time)
    {
        (this.defaults, this.time) = (defaults, time);
        settings = defaults;
        requests = new RequestLimits(defaults, time);
    }

    /// <summary>The limits that apply to the partner.</summary>
    public QuotaSettings Settings => settings;

    /// <summary>Admits or rejects a request before any of it is read.</summary>
    public RequestLease Enter() => requests.Enter();

    /// <summary>Applies the limits of the agreement. Requests in progress do not count against new limits.</summary>
    /// <param name="limits">The limits that the agreement sets; null ones stay at the gateway's settings.</param>
    /// <param name="generation">The directory's generation of the limits. Older generations are ignored.</param>
    public void Agree(AgreedLimits limits, long generation)
    {
        lock (gate)
        {
            if (generation < agreedAt) return;
            agreedAt = generation;
            if (limits == agreed) return;
            agreed = limits;
            settings = defaults.For(limits);

            // The old limiters are not disposed: requests that are just arriving may still use them.
            requests = new RequestLimits(settings, time);
        }
    }

    /// <summary>Returns the reference under which a card was counted on the day: <paramref name="card"/>, unless only <paramref name="other"/> was counted.</summary>
    public UInt128 CountedAs(Moment at, UInt128 card, UInt128 other)
    {
        lock (gate)
        {
            MoveTo(at.Hour, at.Day);
            return day.CountedAs(card, other);
        }
    }

    /// <summary>Counts a card lookup and decides whether it may be answered.</summary>
    /// <param name="at">The time of the lookup.</param>
    /// <param name="card">The card's reference of the day.</param>
    /// <param name="missed">Whether it is a lookup by number of a card that is not valid.</param>
    public Admission Admit(Moment at, UInt128 card, bool missed)
    {
        lock (gate)
        {
            MoveTo(at.Hour, at.Day);
            if (IsCooling(at.Now)) return Admission.Until(coolingUntil);
            if (day.Today.Cards >= settings.CardsPerDay) return Admission.Until(at.DayEnds);
            if (day.ThisHour.Cards >= settings.CardsPerHour) return Admission.Until(at.HourEnds);
            if (AnswersUsedUp(at) is { } end) return Admission.Until(end);
            day.Count(card, missed, isInThisHour: true);
            if (day.ThisHour.HasTooManyMisses(settings) || day.Today.HasTooManyMisses(settings))
                return Admission.Alarm(Cool(at.Now.AddMinutes(settings.CoolingMinutes)));
            day.CountAnswer(isInThisHour: true);
            return Admission.Granted;
        }
    }

    /// <summary>Counts a repeated answer. It discloses nothing new, but its record costs the same.</summary>
    public Admission AdmitRepeated(Moment at)
    {
        lock (gate)
        {
            MoveTo(at.Hour, at.Day);
            if (AnswersUsedUp(at) is { } end) return Admission.Until(end);
            day.CountAnswer(isInThisHour: true);
            return Admission.Granted;
        }
    }

    /// <summary>Counts an eligibility check of an admitted card.</summary>
    public Admission AdmitEligibility(Moment at, UInt128 card)
    {
        lock (gate)
        {
            MoveTo(at.Hour, at.Day);
            if (day.EligibilityChecks(card) >= settings.EligibilityPerCard) return Admission.Until(at.DayEnds);
            day.CountEligibility(card, 1);
            return Admission.Granted;
        }
    }

    /// <summary>Counts an answer about a card that the ledger recorded, from an earlier process or another one.</summary>
    public void Restore(DateTimeOffset hour, DateOnly date, UInt128 card, bool missed, int eligibilityChecks)
    {
        lock (gate)
        {
            if (hour > day.Hour) MoveTo(hour, date);
            if (date != day.Day) return;
            day.CountAnswer(hour == day.Hour);
            day.Count(card, missed, isInThisHour: hour == day.Hour);
            if (eligibilityChecks > 0) day.CountEligibility(card, eligibilityChecks);
        }
    }

    /// <summary>Counts a repeated answer that the ledger recorded.</summary>
    public void RestoreRepeated(DateTimeOffset hour, DateOnly date)
    {
        lock (gate)
        {
            if (hour > day.Hour) MoveTo(hour, date);
            if (date == day.Day) day.CountAnswer(hour == day.Hour);
        }
    }

    /// <summary>Applies an alarm that the ledger recorded.</summary>
    public void RestoreAlarm(DateTimeOffset until)
    {
        lock (gate)
        {
            if (until > coolingUntil) coolingUntil = until;
            day.RestartShares();
        }
    }

    /// <summary>Applies the operator's lift of all alarms up to this end. It may be read before the alarm itself.</summary>
    public void RestoreLift(DateTimeOffset until)
    {
        lock (gate)
        {
            if (until > liftedUntil) liftedUntil = until;
        }
    }

    public UsageReading Read(Moment at)
    {
        lock (gate)
        {
            MoveTo(at.Hour, at.Day);
            return new UsageReading(
                settings, day.ThisHour.Cards, day.Today.Cards, day.ThisHour.Answers, day.Today.Answers, IsCooling(at.Now) ? coolingUntil : null);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => requests.Dispose();

    private bool IsCooling(DateTimeOffset at) => at < coolingUntil && coolingUntil > liftedUntil;

    private DateTimeOffset? AnswersUsedUp(Moment at) =>
        day.Today.Answers >= settings.AnswersPerDay ? at.DayEnds : day.ThisHour.Answers >= settings.AnswersPerHour ? at.HourEnds : null;

    private void MoveTo(DateTimeOffset hour, DateOnly date)
    {
        // A request that began in the previous hour counts in the current hour, as do requests after a small correction of the clock.
        if (hour == day.Hour || (hour < day.Hour && day.Hour - hour <= AnHour)) return;
        if (hour < day.Hour) EndAlarmsOfLaterTimes(hour);
        if (date != day.Day) (day, otherDay) = (otherDay?.Day == date ? otherDay : new UsageDay(date), day);
        day.Begin(hour);
    }

    // After the clock went back, an alarm lasts no longer than one raised now.
    private void EndAlarmsOfLaterTimes(DateTimeOffset hour)
    {
        var latest = hour + AnHour + AnHour + TimeSpan.FromMinutes(settings.CoolingMinutes);
        if (coolingUntil > latest) coolingUntil = latest;
        if (liftedUntil > latest) liftedUntil = latest;
    }

    // The end is rounded up to an hour: the ledger stores it and must not date the alarm more precisely. A lift names the end of its alarm, so a new alarm
    // must end later.
    private DateTimeOffset Cool(DateTimeOffset until)
    {
        var end = until.UtcTicks % AnHour.Ticks == 0 ? until : new DateTimeOffset(until.UtcTicks - (until.UtcTicks % AnHour.Ticks), TimeSpan.Zero) + AnHour;
        if (end <= liftedUntil) end = liftedUntil + AnHour;
        if (end > coolingUntil) coolingUntil = end;
        day.RestartShares();
        return coolingUntil;
    }
}
