using System.ComponentModel;
using PartnerApi.Contract;
using PartnerApi.Core;
using PartnerApi.Partners;

namespace PartnerApi.Quotas;

/// <summary>Tells a caller what is left of its quota.</summary>
[ExtendsType(typeof(ViewerAnswer))]
internal sealed class ViewerQuota(QuotaGate gate, CityClock clock)
{
    /// <summary>The quota.</summary>
    [OpenToEveryCaller]
    [Description("What is left of the partner's quota, over all its clients, and how much it may send at a time.")]
    public QuotaAnswer Quota(GatewayRequest request)
    {
        var moment = Moment.Of(request, clock);
        return new QuotaAnswer(moment, gate.Of(request.Caller).Read(moment));
    }
}

/// <summary>A partner's quota, to the partner itself.</summary>
[SchemaType("Quota")]
[OpenToEveryCaller]
[Description("How much the partner may ask, over all its clients. When no cards or answers are left, questions about every card are refused until the end of "
    + "the hour or day.")]
internal sealed class QuotaAnswer(Moment moment, UsageReading used)
{
    private readonly QuotaSettings settings = used.Settings;

    /// <summary>Left in this hour.</summary>
    [Description("Distinct cards left in this hour.")]
    public int CardsLeftThisHour => Left(settings.CardsPerHour, used.CardsThisHour);

    /// <summary>Answers left in this hour.</summary>
    [Description("Answers about cards left in this hour; a card that is asked about twice takes two.")]
    public int AnswersLeftThisHour => Left(settings.AnswersPerHour, used.AnswersThisHour);

    /// <summary>The hour's end.</summary>
    [Description("When this hour ends.")]
    public DateTimeOffset HourEndsAt => moment.HourEnds;

    /// <summary>Left today.</summary>
    [Description("Distinct cards left today.")]
    public int CardsLeftToday => Left(settings.CardsPerDay, used.CardsToday);

    /// <summary>Answers left today.</summary>
    [Description("Answers about cards left today.")]
    public int AnswersLeftToday => Left(settings.AnswersPerDay, used.AnswersToday);

    /// <summary>The day's end.</summary>
    [Description("When the day ends where the card is issued.")]
    public DateTimeOffset DayEndsAt => moment.DayEnds;

    /// <summary>The end of a cooling time.</summary>
    [Description("The end of a time without answers about cards, after too many that nobody could use; null when there is none.")]
    public DateTimeOffset? SuspendedUntil => used.SuspendedUntil;

    /// <summary>The request rate.</summary>
    [Description("Requests a second that the partner may send for long.")]
    public int RequestsPerSecond => settings.RequestsPerSecond;

    /// <summary>The burst.</summary>
    [Description("Requests that the partner may send at once after a pause.")]
    public int RequestBurst => settings.RequestBurst;

    /// <summary>Requests in progress.</summary>
    [Description("Requests of the partner that may be in progress at the same time.")]
    public int ConcurrentRequests => settings.Concurrent;

    /// <summary>Receipts.</summary>
    [Description("Receipts that one request may ask for.")]
    public int ReceiptsPerRequest => settings.ReceiptsPerRequest;

    // Several processes together can answer a few more than the limit, and an agreement can set a limit below what was answered.
    private static int Left(int most, int used) => Math.Max(0, most - used);
}
