using System.ComponentModel;
using PartnerApi.Contract;
using PartnerApi.Partners;

namespace PartnerApi.Quotas;

/// <summary>Tells a caller what is left of its quota.</summary>
[ExtendsType(typeof(ViewerAnswer))]
internal sealed class ViewerQuota(QuotaGate gate, QuotaSettings settings, CityClock clock)
{
    /// <summary>The quota.</summary>
    [OpenToEveryCaller]
    [Description("What is left of the partner's quota, over all its clients.")]
    public QuotaAnswer Quota(Question question)
    {
        var moment = Moment.Of(question, clock);
        return new QuotaAnswer(settings, moment, gate.Of(question.Caller.PartnerId).Read(moment));
    }
}

/// <summary>A partner's quota, to the partner itself.</summary>
[SchemaType("Quota")]
[OpenToEveryCaller]
[Description("How many distinct cards the partner may ask about. When none is left, questions about every card are refused to the end of the hour or day.")]
internal sealed class QuotaAnswer(QuotaSettings settings, Moment moment, UsageReading used)
{
    /// <summary>Left in this hour.</summary>
    [Description("Distinct cards left in this hour.")]
    public int CardsLeftThisHour => settings.CardsPerHour - used.CardsThisHour;

    /// <summary>The hour's end.</summary>
    [Description("When this hour ends.")]
    public DateTimeOffset HourEndsAt => moment.HourEnds;

    /// <summary>Left today.</summary>
    [Description("Distinct cards left today.")]
    public int CardsLeftToday => settings.CardsPerDay - used.CardsToday;

    /// <summary>The day's end.</summary>
    [Description("When the day ends where the card is issued.")]
    public DateTimeOffset DayEndsAt => moment.DayEnds;

    /// <summary>The end of a cooling time.</summary>
    [Description("The end of a time without answers about cards, after too many that nobody could use; null when there is none.")]
    public DateTimeOffset? SuspendedUntil => used.SuspendedUntil;
}
