namespace PartnerApi.Policy;

/// <summary>The city's days: every date in a rule, an agreement or a card means a day in the city's time zone.</summary>
public static class CityCalendar
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    /// <summary>The date in the city at this moment.</summary>
    public static DateOnly DateAt(DateTimeOffset moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, Zone).DateTime);

    /// <summary>Today's date in the city.</summary>
    public static DateOnly Today(TimeProvider time) => DateAt(time.GetUtcNow());
}
