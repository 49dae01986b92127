using PartnerApi.Partners;

namespace PartnerApi.Quotas;

/// <summary>What a partner has used, as others may see it, and of how much.</summary>
/// <param name="Settings">The limits that hold for the partner.</param>
/// <param name="CardsThisHour">Distinct cards in this hour of the city.</param>
/// <param name="CardsToday">Distinct cards in this day of the city.</param>
/// <param name="AnswersThisHour">Answers in this hour of the city.</param>
/// <param name="AnswersToday">Answers in this day of the city.</param>
/// <param name="SuspendedUntil">The end of the cooling time after an alarm; null when there is none.</param>
internal sealed record UsageReading(
    QuotaSettings Settings, int CardsThisHour, int CardsToday, int AnswersThisHour, int AnswersToday, DateTimeOffset? SuspendedUntil);

/// <summary>
/// One partner's use of its quota, over all its clients, in the hours and days of the city. A clock that goes back by up to an hour reopens no window. After a
/// leap and a return, the day that was left is continued, and neither a used-up quota nor an alarm lasts until the wrong time. Safe for concurrent use, and
/// exact: of two questions at once one is counted first.
/// </summary>
internal sealed class PartnerUsage : PartnerMeter, IDisposable
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

    /// <summary>Nothing is used yet.</summary>
    /// <param name="defaults">The gateway's settings; the partner's agreement can set other limits.</param>
    /// <param name="time">The clock of the request rate.</param>
    public PartnerUsage(QuotaSettings defaults, TimeProvider time)
    {
        (this.defaults, this.time) = (defaults, time);
        settings = defaults;
        requests = new RequestLimits(defaults, time);
    }

    /// <summary>The limits that hold for the partner.</summary>
    public QuotaSettings Settings => settings;

    /// <summary>Admits a request, before anything of it is read.</summary>
    public RequestLease Enter() => requests.Enter();

    /// <summary>Takes over the limits that the agreement sets. Requests in progress do not count against limits that are new.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="generation">The directory's generation that they are of: older ones are not taken.</param>
    public void Agree(AgreedLimits limits, long generation)
    {
        lock (gate)
        {
            if (generation < agreedAt) return;
            agreedAt = generation;
            if (limits == agreed) return;
            agreed = limits;
            settings = defaults.For(limits);

            // The limiters before these are not disposed: requests that are just coming in may still ask them.
            requests = new RequestLimits(settings, time);
        }
    }

    /// <summary>The one of two references of a card under which it was counted on the day; the first one if it was not counted under the other.</summary>
    public UInt128 CountedAs(Moment at, UInt128 card, UInt128 other)
    {
        lock (gate)
        {
            Turn(at.Hour, at.Day);
            return day.CountedAs(card, other);
        }
    }

    /// <summary>Counts a question about a card and says whether it may be answered.</summary>
    /// <param name="at">When it is asked.</param>
    /// <param name="card">The card's reference of the day.</param>
    /// <param name="missed">Whether a number was given that is not valid.</param>
    public Admission Admit(Moment at, UInt128 card, bool missed)
    {
        lock (gate)
        {
            Turn(at.Hour, at.Day);
            if (IsCooling(at.Now)) return Admission.Until(coolingUntil);
            if (day.Today.Cards >= settings.CardsPerDay) return Admission.Until(at.DayEnds);
            if (day.ThisHour.Cards >= settings.CardsPerHour) return Admission.Until(at.HourEnds);
            if (AnswersUsedUp(at) is { } end) return Admission.Until(end);
            day.Count(card, missed, isInThisHour: true);
            if (day.ThisHour.MissesTooMany(settings) || day.Today.MissesTooMany(settings)) return Admission.Alarm(Cool(at.Now.AddMinutes(settings.CoolingMinutes)));
            day.CountAnswer(isInThisHour: true);
            return Admission.Granted;
        }
    }

    /// <summary>Counts an answer that was given before: it tells nothing new, and its record costs the same.</summary>
    public Admission AdmitAgain(Moment at)
    {
        lock (gate)
        {
            Turn(at.Hour, at.Day);
            if (AnswersUsedUp(at) is { } end) return Admission.Until(end);
            day.CountAnswer(isInThisHour: true);
            return Admission.Granted;
        }
    }

    /// <summary>Counts an eligibility question about a card that was admitted.</summary>
    public Admission AdmitEligibility(Moment at, UInt128 card)
    {
        lock (gate)
        {
            Turn(at.Hour, at.Day);
            if (day.EligibilityChecks(card) >= settings.EligibilityPerCard) return Admission.Until(at.DayEnds);
            day.CountEligibility(card, 1);
            return Admission.Granted;
        }
    }

    /// <summary>Counts an answer about a card that the ledger has, of an earlier process or of another one.</summary>
    public void Restore(DateTimeOffset askedAt, DateOnly askedOn, UInt128 card, bool missed, int eligibilityQuestions)
    {
        lock (gate)
        {
            if (askedAt > day.Hour) Turn(askedAt, askedOn);
            if (askedOn != day.Day) return;
            day.CountAnswer(askedAt == day.Hour);
            day.Count(card, missed, isInThisHour: askedAt == day.Hour);
            if (eligibilityQuestions > 0) day.CountEligibility(card, eligibilityQuestions);
        }
    }

    /// <summary>Counts an answer that the ledger has and that was given before.</summary>
    public void RestoreAgain(DateTimeOffset askedAt, DateOnly askedOn)
    {
        lock (gate)
        {
            if (askedAt > day.Hour) Turn(askedAt, askedOn);
            if (askedOn == day.Day) day.CountAnswer(askedAt == day.Hour);
        }
    }

    /// <summary>Takes over an alarm that the ledger has.</summary>
    public void RestoreAlarm(DateTimeOffset until)
    {
        lock (gate)
        {
            if (until > coolingUntil) coolingUntil = until;
            day.ForgetShares();
        }
    }

    /// <summary>Takes over that the operator lifted the alarms up to this end. It may be read before the alarm itself.</summary>
    public void RestoreLift(DateTimeOffset until)
    {
        lock (gate)
        {
            if (until > liftedUntil) liftedUntil = until;
        }
    }

    /// <summary>What is used.</summary>
    public UsageReading Read(Moment at)
    {
        lock (gate)
        {
            Turn(at.Hour, at.Day);
            return new UsageReading(
                settings, day.ThisHour.Cards, day.Today.Cards, day.ThisHour.Answers, day.Today.Answers, IsCooling(at.Now) ? coolingUntil : null);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => requests.Dispose();

    private bool IsCooling(DateTimeOffset at) => at < coolingUntil && coolingUntil > liftedUntil;

    private DateTimeOffset? AnswersUsedUp(Moment at) =>
        day.Today.Answers >= settings.AnswersPerDay ? at.DayEnds : day.ThisHour.Answers >= settings.AnswersPerHour ? at.HourEnds : null;

    private void Turn(DateTimeOffset hour, DateOnly to)
    {
        // A question that began in the previous hour, or a small correction of the clock, counts in the current hour.
        if (hour == day.Hour || (hour < day.Hour && day.Hour - hour <= AnHour)) return;
        if (hour < day.Hour) EndAlarmsOfLaterTimes(hour);
        if (to != day.Day) (day, otherDay) = (otherDay?.Day == to ? otherDay : new UsageDay(to), day);
        day.Begin(hour);
    }

    // After the clock went back, an alarm lasts no longer than one that is raised now.
    private void EndAlarmsOfLaterTimes(DateTimeOffset hour)
    {
        var latest = hour + AnHour + AnHour + TimeSpan.FromMinutes(settings.CoolingMinutes);
        if (coolingUntil > latest) coolingUntil = latest;
        if (liftedUntil > latest) liftedUntil = latest;
    }

    // The ledger keeps the end, and must not date the alarm more exactly than to the hour. A lift names the end of its alarm, so a new alarm ends later.
    private DateTimeOffset Cool(DateTimeOffset until)
    {
        var end = until.UtcTicks % AnHour.Ticks == 0 ? until : new DateTimeOffset(until.UtcTicks - (until.UtcTicks % AnHour.Ticks), TimeSpan.Zero) + AnHour;
        if (end <= liftedUntil) end = liftedUntil + AnHour;
        if (end > coolingUntil) coolingUntil = end;
        day.ForgetShares();
        return coolingUntil;
    }
}
