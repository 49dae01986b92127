namespace PartnerApi.Core;

/// <summary>
/// The calendar day where the city is: expiry dates, ages and agreements turn at its midnight, wherever the server stands. Setting
/// <c>City:TimeZone</c>, an IANA name. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Days follow one another without a gap or an overlap, also where the clocks change at midnight. If midnight is skipped, a day begins at the first instant
/// after it; if midnight comes twice, at the earlier one.
/// </remarks>
public sealed class CityClock(TimeProvider time, TimeZoneInfo zone)
{
    // No zone has been further from UTC than 26 hours from another, and none has changed its clocks twice in so few days.
    private static readonly TimeSpan Around = TimeSpan.FromDays(2);

    // Most callers ask about today: the conversion and the search for its bounds are made once a day.
    private volatile CityDay? known;

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
    public DateOnly DayOf(DateTimeOffset instant)
    {
        if (known is { } day && day.Begins <= instant && instant < day.Ends) return day.Day;
        var found = DayAround(instant);
        known = found;
        return found.Day;
    }

    /// <summary>When a day begins in the city.</summary>
    public DateTimeOffset BeginningOf(DateOnly day)
    {
        var midnight = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var (before, after) = (zone.GetUtcOffset(midnight - Around), zone.GetUtcOffset(midnight + Around));
        var early = midnight - before;
        if (before == after) return early;
        var change = ChangeWithin(midnight - Around, midnight + Around, before);
        if (early < change) return early;
        var late = midnight - after;
        return late < change ? change : late;
    }

    /// <summary>When a day ends in the city: the beginning of the next.</summary>
    public DateTimeOffset MidnightAfter(DateOnly day) => BeginningOf(day.AddDays(1));

    // The date on the clocks is not enough: those that go back over midnight show the day before once more.
    private CityDay DayAround(DateTimeOffset instant)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);
        var (begins, ends) = (BeginningOf(day), MidnightAfter(day));
        while (ends <= instant)
        {
            day = day.AddDays(1);
            (begins, ends) = (ends, MidnightAfter(day));
        }
        return new CityDay(day, begins, ends);
    }

    // The first second at which the offset is another one.
    private DateTimeOffset ChangeWithin(DateTimeOffset from, DateTimeOffset to, TimeSpan before)
    {
        var (low, high) = (from.ToUnixTimeSeconds(), to.ToUnixTimeSeconds());
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(middle)) == before) low = middle;
            else high = middle;
        }
        return DateTimeOffset.FromUnixTimeSeconds(high);
    }

    private sealed record CityDay(DateOnly Day, DateTimeOffset Begins, DateTimeOffset Ends);
}
