namespace PartnerApi.Core;

/// <summary>
/// The calendar day in the city. Expiry dates, ages and agreements change at its midnight, wherever the server is. Setting <c>City:TimeZone</c>, an IANA
/// name. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Days follow one another without a gap or an overlap, even if the clocks change at midnight. If midnight is skipped, a day begins at the first instant
/// after it. If midnight occurs twice, it begins at the earlier one.
/// </remarks>
public sealed class CityClock(TimeProvider time, TimeZoneInfo zone)
{
    // The offsets of any two zones differ by at most 26 hours, and no zone has changed its clocks twice within so few days.
    private static readonly TimeSpan Around = TimeSpan.FromDays(2);

    // Most calls are about today: the conversion and the search for the day's bounds run once a day.
    private volatile CityDay? known;

    /// <summary>Today in the city.</summary>
    public DateOnly Today => DayOf(time.GetUtcNow());

    /// <summary>The start of this hour in the city.</summary>
    public DateTimeOffset Hour
    {
        get
        {
            var local = TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone);
            return new DateTimeOffset(local.Year, local.Month, local.Day, local.Hour, 0, 0, local.Offset);
        }
    }

    /// <summary>The current instant.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The city's day at an instant.</summary>
    public DateOnly DayOf(DateTimeOffset instant)
    {
        if (known is { } day && day.Begins <= instant && instant < day.Ends) return day.Day;
        var found = DayAround(instant);
        known = found;
        return found.Day;
    }

    /// <summary>The instant at which a day begins in the city.</summary>
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

    /// <summary>The instant at which a day ends in the city and the next one begins.</summary>
    public DateTimeOffset MidnightAfter(DateOnly day) => BeginningOf(day.AddDays(1));

    // The local date is not enough: clocks that are set back across midnight show the previous day again.
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

    // The first second with a different offset.
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
