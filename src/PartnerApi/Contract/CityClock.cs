namespace PartnerApi.Contract;

/// <summary>
/// The calendar day where the city is: expiry dates, ages and agreements turn at its midnight, wherever the server stands. Setting
/// <c>City:TimeZone</c>, an IANA name.
/// </summary>
internal sealed class CityClock(TimeProvider time, TimeZoneInfo zone)
{
    /// <summary>Today in the city.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime);

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
}
