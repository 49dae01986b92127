using PartnerApi.Core;
using PartnerApi.Partners;

namespace PartnerApi.Quotas;

/// <summary>When a question is asked, and when the windows it counts in end.</summary>
/// <param name="Now">This instant.</param>
/// <param name="Hour">The beginning of the city's hour.</param>
/// <param name="Day">The city's day.</param>
/// <param name="Clock">Knows when the day ends; it is asked for those who are refused only.</param>
internal readonly record struct Moment(DateTimeOffset Now, DateTimeOffset Hour, DateOnly Day, CityClock Clock)
{
    /// <summary>The city's next midnight.</summary>
    public DateTimeOffset DayEnds => Clock.MidnightAfter(Day);

    /// <summary>The beginning of the next hour.</summary>
    public DateTimeOffset HourEnds => Hour.AddHours(1);

    /// <summary>The moment of a question.</summary>
    public static Moment Of(GatewayRequest request, CityClock clock) => new(clock.Now, request.Hour, request.Today, clock);

    /// <summary>This moment.</summary>
    public static Moment Of(CityClock clock) => new(clock.Now, clock.Hour, clock.Today, clock);
}

/// <summary>Whether a question may be answered.</summary>
/// <param name="RefusedUntil">When to ask again; null when it may.</param>
/// <param name="RaisesAlarm">Whether this question raised the alarm.</param>
internal readonly record struct Admission(DateTimeOffset? RefusedUntil, bool RaisesAlarm)
{
    /// <summary>It may.</summary>
    public static Admission Granted => default;

    /// <summary>It may not, until then.</summary>
    public static Admission Until(DateTimeOffset end) => new(end, RaisesAlarm: false);

    /// <summary>It may not, and neither may the partner's next questions until then.</summary>
    public static Admission Alarm(DateTimeOffset end) => new(end, RaisesAlarm: true);
}
