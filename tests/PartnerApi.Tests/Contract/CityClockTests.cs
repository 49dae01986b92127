using PartnerApi.Core;
using PartnerApi.Quotas;

namespace PartnerApi.Tests.Contract;

/// <summary>Days of the city are contiguous, even if the clocks change at midnight.</summary>
[Trait("Needs", "NoStore")]
public sealed class CityClockTests
{
    private static readonly DateOnly First = new(2020, 1, 1);
    private static readonly DateOnly Last = new(2028, 12, 31);

    [Theory]
    [InlineData("America/Santiago", "2026-09-06", "2026-09-06T04:00:00Z")] // 00:00 is skipped
    [InlineData("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z")] // 00:00 is skipped
    [InlineData("America/Havana", "2026-11-01", "2026-11-01T04:00:00Z")] // 00:00 occurs twice
    [InlineData("Atlantic/Azores", "2026-10-25", "2026-10-25T00:00:00Z")] // 00:00 occurs twice
    [InlineData("America/Santiago", "2026-04-05", "2026-04-05T04:00:00Z")] // 23:00 occurs twice
    [InlineData("America/New_York", "2026-11-01", "2026-11-01T04:00:00Z")]
    [InlineData("Asia/Kathmandu", "2026-05-01", "2026-04-30T18:15:00Z")]
    public void Day_begins_at(string zone, string day, string expected)
    {
        var clock = Clock(zone);
        Assert.Equal(DateTimeOffset.Parse(expected), clock.BeginningOf(DateOnly.Parse(day)));
        Assert.Equal(DateTimeOffset.Parse(expected), clock.MidnightAfter(DateOnly.Parse(day).AddDays(-1)));
    }

    // Compared with the local time at and before the start of each day. Casey in Antarctica changes its clocks by three hours.
    [Fact]
    public void Days_of_every_zone_are_contiguous_and_do_not_overlap()
    {
        var wrong = new List<string>();
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones())
        {
            var clock = new CityClock(TimeProvider.System, zone);
            var begins = clock.BeginningOf(First);
            for (var day = First; day <= Last; day = day.AddDays(1))
            {
                var ends = clock.MidnightAfter(day);
                var isRight = DateOf(zone, begins) == day && DateOf(zone, begins.AddSeconds(-1)) < day && ends - begins is { TotalHours: >= 21 and <= 27 }
                    && clock.DayOf(begins) == day && clock.DayOf(ends.AddSeconds(-1)) == day && DateOf(zone, begins.AddMinutes(-59)) < day;
                if (!isRight) wrong.Add($"{zone.Id} {day:yyyy-MM-dd} from {begins:u} to {ends:u}");
                begins = ends;
            }
        }
        Assert.Empty(wrong.Take(20));
    }

    // No window of a quota ends after the time named in a rejection, and none is reopened.
    [Fact]
    public void Wait_named_in_a_rejection_is_never_too_short()
    {
        var wrong = new List<string>();
        var time = new FixedClock();
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones())
        {
            var clock = new CityClock(time, zone);
            for (var day = First; day <= Last; day = day.AddDays(1))
            {
                var change = clock.BeginningOf(day);
                if (zone.GetUtcOffset(change.AddHours(-12)) == zone.GetUtcOffset(change.AddHours(26))) continue;
                for (var at = change.AddHours(-12); at < change.AddHours(26); at = at.AddMinutes(15))
                {
                    var moment = At(at);
                    if (At(moment.HourEnds).Hour <= moment.Hour) wrong.Add($"{zone.Id} {at:u}: the hour has not ended at {moment.HourEnds:u}");
                    if (At(moment.DayEnds).Day <= moment.Day) wrong.Add($"{zone.Id} {at:u}: the day has not ended at {moment.DayEnds:u}");
                    if (At(at.AddMinutes(15)).Hour < moment.Hour) wrong.Add($"{zone.Id} {at:u}: the previous hour repeats");
                }
            }

            Moment At(DateTimeOffset now)
            {
                time.Now = now;
                return Moment.Of(clock);
            }
        }
        Assert.Empty(wrong.Take(20));
    }

    [Fact]
    public void Today_changes_at_midnight_and_back_with_the_clock()
    {
        var time = new FixedClock { Now = DateTimeOffset.Parse("2026-09-06T03:59:59Z") };
        var clock = new CityClock(time, TimeZoneInfo.FindSystemTimeZoneById("America/Santiago"));
        Assert.Equal(new DateOnly(2026, 9, 5), clock.Today);
        time.Now = DateTimeOffset.Parse("2026-09-06T04:00:00Z");
        Assert.Equal(new DateOnly(2026, 9, 6), clock.Today);
        time.Now = DateTimeOffset.Parse("2026-09-05T12:00:00Z");
        Assert.Equal(new DateOnly(2026, 9, 5), clock.Today);
    }

    private static CityClock Clock(string zone) => new(TimeProvider.System, TimeZoneInfo.FindSystemTimeZoneById(zone));

    private static DateOnly DateOf(TimeZoneInfo zone, DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);

    private sealed class FixedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
