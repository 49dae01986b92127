using System.ComponentModel;
using PartnerApi.Core;
using PartnerApi.GraphQL;
using PartnerApi.Requests;

namespace PartnerApi.Quotas;

/// <summary>Adds the partner's quota to the viewer.</summary>
[ExtendsType(typeof(ViewerAnswer))]
internal sealed class ViewerQuota(QuotaGate gate, CityClock clock)
{
    [OpenToEveryCaller]
    [Description("The partner's remaining quota and its request limits, over all its clients.")]
    public QuotaAnswer Quota(GatewayRequest request)
    {
        var moment = Moment.Of(request, clock);
        return new QuotaAnswer(moment, gate.Of(request.Caller).Read(moment));
    }
}

/// <summary>The quota that a partner receives.</summary>
[SchemaType("Quota")]
[OpenToEveryCaller]
[Description("The partner's quota, over all its clients. If no cards or no answers are left, every card lookup is rejected until the end of the hour or day.")]
internal sealed class QuotaAnswer(Moment moment, UsageReading used)
{
    private readonly QuotaSettings settings = used.Settings;

    [Description("The number of distinct cards that the partner may still look up in this hour.")]
    public int CardsLeftThisHour => Left(settings.CardsPerHour, used.CardsThisHour);

    [Description("The number of answers about cards that are left in this hour. Two lookups of the same card use two answers.")]
    public int AnswersLeftThisHour => Left(settings.AnswersPerHour, used.AnswersThisHour);

    [Description("The end of this hour.")]
    public DateTimeOffset HourEndsAt => moment.HourEnds;

    [Description("The number of distinct cards that the partner may still look up today.")]
    public int CardsLeftToday => Left(settings.CardsPerDay, used.CardsToday);

    [Description("The number of answers about cards that are left today.")]
    public int AnswersLeftToday => Left(settings.AnswersPerDay, used.AnswersToday);

    [Description("The end of the day in the time zone of the card's city.")]
    public DateTimeOffset DayEndsAt => moment.DayEnds;

    [Description("The end of a suspension of card lookups, after too many cards that are not valid. Null if lookups are not suspended.")]
    public DateTimeOffset? SuspendedUntil => used.SuspendedUntil;

    [Description("The number of requests per second that the partner may send continuously.")]
    public int RequestsPerSecond => settings.RequestsPerSecond;

    [Description("The number of requests that the partner may send at once after a pause.")]
    public int RequestBurst => settings.RequestBurst;

    [Description("The number of requests that the partner may have in progress at the same time.")]
    public int ConcurrentRequests => settings.Concurrent;

    [Description("The number of receipts that one request may select.")]
    public int ReceiptsPerRequest => settings.ReceiptsPerRequest;

    // Several processes together can answer a few more than the limit, and an agreement can set a limit below what was answered.
    private static int Left(int most, int used) => Math.Max(0, most - used);
}
