namespace PartnerApi.Contract;

/// <summary>
/// The calendar day where the city is: expiry dates, ages and agreements turn at its midnight, wherever the server stands. Setting
/// <c>City:TimeZone</c>, an IANA name.
/// </summary>
internal sealed class CityClock(TimeProvider time, TimeZoneInfo zone)
{
    /// <summary>Today in the city.</summary>
    public DateOnly Today => DayOf(time.GetUtcNow());

    /// <summary>The beginning of this hour in the city.</summary>
    public DateTimeOffset Hour
    {
        get
        {
            var local = TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone);
            return new DateTimeOffset(local.Year, local.Month, local.Day, local.Hour, 0, 0, local.Offset);
        }
    }

    /// <summary>This instant.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The city's day at an instant.</summary>
    public DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);

    /// <summary>When a day ends in the city. Where the clocks skip midnight, it ends at the first instant of the next day.</summary>
    public DateTimeOffset MidnightAfter(DateOnly day)
    {
        var midnight = day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(zone.IsInvalidTime(midnight) ? midnight.AddHours(1) : midnight));
    }
}
