using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PartnerApi.Core;
using PartnerApi.Disclosures;
using PartnerApi.Ledger;

namespace PartnerApi.Tests.Disclosures;

/// <summary>Every reader of the ledger finds a record by its own hour, even in another day's segment after the clock was set.</summary>
[Trait("Store", "Either")]
public sealed class RecordHourTests
{
    private const string Query = """
        query($day: Date) { disclosures(from: $day, to: $day, first: 100) { edges { node { id askedAt } } pageInfo { hasNextPage } } }
        """;

    private static readonly DateOnly Day = TestLedger.FirstDay;
    private static readonly DateTimeOffset Noon = new(Day, new TimeOnly(16, 0), TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(-1)]
    [InlineData(-3)]
    [InlineData(400)]
    public async Task Query_finds_records_by_their_own_day_after_the_clock_was_set(int days)
    {
        var clock = new OffsetClock();
        clock.Set(Noon);
        await using var gateway = await RunningGateway.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        await gateway.QueryCardAsync("harbor-bank", "valid");
        clock.Set(Noon.AddDays(days));
        await gateway.QueryCardAsync("harbor-bank", "valid");
        clock.Set(Noon.AddMinutes(10));
        await gateway.QueryCardAsync("harbor-bank", "valid");
        Assert.Equal([Noon, Noon], await AskedAtAsync(gateway, Day));
        Assert.Equal([Noon.AddDays(days)], await AskedAtAsync(gateway, Day.AddDays(days)));
        Assert.Empty(await AskedAtAsync(gateway, Day.AddDays(1)));
        Assert.Empty(new LedgerVerifier(Folder(gateway), gateway.Services.GetRequiredService<EvidenceKeys>()).Verify([], "", new SilentProgress(), Cancel).Faults);
    }

    [Fact]
    public async Task Daily_quota_is_restored_from_the_records_of_the_day()
    {
        var clock = new OffsetClock();
        clock.Set(Noon.AddDays(1));
        await using var gateway = await RunningGateway.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(clock), ("Quotas:CardsPerDay", "2"));
        Assert.Empty(await CodesAsync(gateway, "0000000000000195"));
        Assert.Empty(await CodesAsync(gateway, "0000000000000292"));
        Assert.Equal(["QUOTA_EXCEEDED"], await CodesAsync(gateway, "0000000000000389"));

        // Requests made while the clock was a day ahead do not count today.
        clock.Set(Noon);
        await gateway.RestartAsync();
        Assert.Empty(await CodesAsync(gateway, "0000000000000195"));
        Assert.Empty(await CodesAsync(gateway, "0000000000000292"));
        await gateway.RestartAsync();
        Assert.Equal(["QUOTA_EXCEEDED"], await CodesAsync(gateway, "0000000000000389"));
    }

    [Fact]
    public async Task Alarm_before_midnight_still_applies_after_a_restart_past_midnight()
    {
        var clock = new OffsetClock();
        clock.Set(new DateTimeOffset(2031, 3, 15, 3, 40, 0, TimeSpan.Zero));
        await using var gateway = await RunningGateway.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(clock), ("Quotas:MissAfter", "1"), ("Quotas:MissPercent", "1"));
        Assert.Equal(["QUOTA_EXCEEDED"], await CodesAsync(gateway, "0000000000000389"));
        clock.Set(new DateTimeOffset(2031, 3, 15, 4, 20, 0, TimeSpan.Zero));
        await gateway.RestartAsync();
        Assert.Equal(["QUOTA_EXCEEDED"], await CodesAsync(gateway, "0000000000000195"));
        clock.Set(new DateTimeOffset(2031, 3, 15, 5, 0, 1, TimeSpan.Zero));
        Assert.Empty(await CodesAsync(gateway, "0000000000000195"));
    }

    [Fact]
    public async Task Alarm_of_a_future_hour_does_not_apply_after_a_restart()
    {
        var clock = new OffsetClock();
        clock.Set(Noon.AddDays(1));
        await using var gateway = await RunningGateway.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(clock), ("Quotas:MissAfter", "1"), ("Quotas:MissPercent", "1"));
        Assert.Equal(["QUOTA_EXCEEDED"], await CodesAsync(gateway, "0000000000000389"));
        clock.Set(Noon);
        await gateway.RestartAsync();
        Assert.Empty(await CodesAsync(gateway, "0000000000000195"));
    }

    [Fact]
    public void Retention_expires_records_by_their_own_day_whatever_their_order()
    {
        using var ledger = new TestLedger();
        using (var writer = ledger.Open())
        {
            foreach (var day in (int[])[9, 0, 10, 1]) ledger.Write(writer, Day.AddDays(day), TestLedger.Record(Day.AddDays(day)));
        }
        Assert.Equal(1, SegmentExpiry.Run(ledger.Path, Day.AddDays(1), Cancel));
        Assert.Equal([9, 10, 1], Days(ledger));
        using (ledger.Open()) Assert.Equal(0, SegmentExpiry.Run(ledger.Path, Day.AddDays(2), Cancel));
        Assert.Equal(1, SegmentExpiry.Run(ledger.Path, Day.AddDays(2), Cancel));
        Assert.Equal([9, 10], Days(ledger));
        Assert.Empty(ledger.Verify().Faults);
    }

    [Fact]
    public void Report_counts_records_in_their_own_month()
    {
        var (may, april) = (new DateOnly(2031, 5, 1), new DateOnly(2031, 4, 30));
        using var ledger = new TestLedger();
        using (var writer = ledger.Open())
        {
            // Records written after midnight, and after the clock was set back from May to April.
            ledger.Write(writer, may, [.. Many(april, 100), .. Many(may, 200)]);
            ledger.Write(writer, april, [.. Many(april, 300)]);
        }
        var clock = new CityClock(TimeProvider.System, TimeZoneInfo.Utc);
        foreach (var (month, expected) in (IEnumerable<(DateOnly, long)>)[(april, 400L), (may, 200L)])
            Assert.Equal([expected], DisclosureCounts.Count(ledger.Path, month, month, clock, new SilentProgress(), Cancel).Value.Cells.Select(cell => cell.Answers));
        Assert.Equal([400L, 200L], DisclosureCounts.Count(ledger.Path, april, may, clock, new SilentProgress(), Cancel).Value.Cells.Select(cell => cell.Answers));
    }

    // Records from before midnight that are written after it belong to the segment of the new day.
    [Fact]
    public async Task Records_of_one_write_are_stored_in_segments_that_can_hold_their_days()
    {
        using var ledger = new TestLedger();
        var time = new OffsetClock();
        time.Set(Noon);
        var clock = new CityClock(time, TimeZoneInfo.Utc);
        using (var log = new LedgerAppender(
            new LedgerFolder(ledger.Path), new HeadSigner(ledger.Keys, clock, () => true, NullLogger<HeadSigner>.Instance), clock, time,
            NullLogger<LedgerAppender>.Instance))
        {
            await log.StartAsync(Cancel);
            int[] days = [0, 1, 0, 1, 5, 4, 0, 1, 0];
            await Task.WhenAll(days.Select(day => log.AppendAsync(TestLedger.Record(Day.AddDays(day)))));
            await log.StopAsync(Cancel);
            Assert.Equal(days.Order(), Days(ledger).Order());
        }
        foreach (var segment in Segment.AllIn(ledger.Path))
            SegmentReader.ReadLines(segment.FileIn(ledger.Path), 0, line => Assert.True(SegmentReader.RecordOf(line) is not { IsEmpty: false } text || segment.Holds(DayOf(text))));
        Assert.Empty(ledger.Verify().Faults);
    }

    private static DateOnly DayOf(ReadOnlySpan<byte> text) => DateOnly.FromDateTime(DisclosureRecord.TryParse(text)!.Hour.UtcDateTime);

    private static IEnumerable<int> Days(TestLedger ledger) =>
        LedgerGateway.Records(ledger.Data).Select(record => DateOnly.FromDateTime(record.Hour.UtcDateTime).DayNumber - Day.DayNumber);

    private static IEnumerable<DisclosureRecord> Many(DateOnly day, int records) => Enumerable.Range(0, records).Select(_ => TestLedger.Record(day));

    private static string Folder(RunningGateway gateway) => Path.Combine(gateway.Data, Segment.FolderName);

    private static async Task<IReadOnlyList<string?>> CodesAsync(RunningGateway gateway, string number) =>
        (await gateway.QueryAsync("harbor-bank", "query($n: CardNumber!) { card(number: $n, purpose: ACCOUNT_OPENING) { valid } }", new { n = number })).Codes;

    private static async Task<IEnumerable<DateTimeOffset>> AskedAtAsync(RunningGateway gateway, DateOnly day)
    {
        var page = (await gateway.QueryAsync("privacy-officer", Query, new { day = day.ToString("yyyy-MM-dd") })).Data("disclosures");
        Assert.Equal(JsonValueKind.False, page.GetProperty("pageInfo").GetProperty("hasNextPage").ValueKind);
        return page.GetProperty("edges").EnumerateArray().Select(edge => edge.GetProperty("node").GetProperty("askedAt").GetDateTimeOffset());
    }
}
