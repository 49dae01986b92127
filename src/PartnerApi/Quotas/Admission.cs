using PartnerApi.Core;
using PartnerApi.Requests;

namespace PartnerApi.Quotas;

/// <summary>The time of a request, and the windows in which it counts.</summary>
/// <param name="Now">The instant.</param>
/// <param name="Hour">The start of the city's hour.</param>
/// <param name="Day">The city's day.</param>
/// <param name="Clock">Computes the end of the day, which only rejected requests need.</param>
internal readonly record struct Moment(DateTimeOffset Now, DateTimeOffset Hour, DateOnly Day, CityClock Clock)
{
    /// <summary>The city's next midnight.</summary>
    public DateTimeOffset DayEnds => Clock.MidnightAfter(Day);

    /// <summary>The start of the next hour.</summary>
    public DateTimeOffset HourEnds => Hour.AddHours(1);

    public static Moment Of(GatewayRequest request, CityClock clock) => new(clock.Now, request.Hour, request.Today, clock);

    public static Moment Of(CityClock clock) => new(clock.Now, clock.Hour, clock.Today, clock);
}

/// <summary>Whether a lookup may be answered.</summary>
/// <param name="RefusedUntil">The time to retry; null if it may be answered.</param>
/// <param name="RaisesAlarm">Whether this lookup raised the alarm.</param>
internal readonly record struct Admission(DateTimeOffset? RefusedUntil, bool RaisesAlarm)
{
    public static Admission Granted => default;

    /// <summary>Rejects the lookup until <paramref name="end"/>.</summary>
    public static Admission Until(DateTimeOffset end) => new(end, RaisesAlarm: false);

    /// <summary>Rejects the lookup, and the partner's later lookups, until <paramref name="end"/>.</summary>
    public static Admission Alarm(DateTimeOffset end) => new(end, RaisesAlarm: true);
}
