using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PartnerApi.Core;

namespace PartnerApi.Ledger.Tests;

/// <summary>Heads are signed only on the hour, so that they do not date a record more precisely than its own hour.</summary>
[Trait("Store", "Either")]
public sealed class HeadSignerTests
{
    private static readonly DateTimeOffset Noon = new(TestLedger.FirstDay, new TimeOnly(12, 0), TimeSpan.Zero);

    private readonly OffsetClock time = new();
    private bool isTrusted = true;

    [Fact]
    public void Head_is_signed_once_an_hour_even_without_traffic()
    {
        using var ledger = new TestLedger();
        using var writer = ledger.Open();
        var signer = Signer(ledger);
        time.Set(Noon.AddMinutes(59));
        signer.Resume(ledger.Path, writer);
        Append(writer, TestLedger.FirstDay);
        signer.Sign(writer);
        Assert.Null(signer.Latest);

        time.Set(Noon.AddMinutes(60).AddSeconds(30));
        signer.Sign(writer);
        var first = signer.Latest!;
        Assert.Equal((writer.Segment.Name, writer.Head, Noon.AddHours(1).ToUnixTimeSeconds()), (first.Segment, first.Head, first.Iat));
        Append(writer, TestLedger.FirstDay);
        signer.Sign(writer);
        Assert.Same(first, signer.Latest);

        // No record was written in this hour, nor in the two hours without a check.
        time.Set(Noon.AddHours(2));
        signer.Sign(writer);
        time.Set(Noon.AddHours(5));
        signer.Sign(writer);
        Assert.Equal(
            [(first.Head, 1), (writer.Head, 2), (writer.Head, 5)],
            Signed(ledger).Select(head => (head.Head, (int)((head.Iat - Noon.ToUnixTimeSeconds()) / 3600))));
        Assert.Empty(ledger.Verify().Faults);
    }

    [Fact]
    public void End_of_a_segment_and_a_clock_set_back_sign_no_head()
    {
        using var ledger = new TestLedger();
        using var writer = ledger.Open();
        var signer = Signer(ledger);
        time.Set(Noon);
        signer.Resume(ledger.Path, writer);
        Append(writer, TestLedger.FirstDay);
        Append(writer, TestLedger.FirstDay.AddDays(1));
        time.Set(Noon.AddHours(-3));
        signer.Sign(writer);
        Assert.Empty(Segment.SignedIn(ledger.Path));
        time.Set(Noon.AddHours(-2));
        signer.Sign(writer);
        Assert.Equal(writer.Segment.Name, Assert.Single(Signed(ledger)).Segment);
    }

    [Fact]
    public void Untrusted_clock_signs_no_head_and_the_missed_hour_is_not_signed_later()
    {
        using var ledger = new TestLedger();
        using var writer = ledger.Open();
        var signer = Signer(ledger);
        time.Set(Noon);
        signer.Resume(ledger.Path, writer);
        Append(writer, TestLedger.FirstDay);
        isTrusted = false;
        time.Set(Noon.AddHours(1));
        signer.Sign(writer);
        isTrusted = true;
        time.Set(Noon.AddMinutes(90));
        signer.Sign(writer);
        Assert.Empty(Segment.SignedIn(ledger.Path));
    }

    [Fact]
    public void Next_process_resumes_with_the_last_head_of_its_writer()
    {
        using var ledger = new TestLedger();
        ledger.Write(3, 1);
        using var other = ledger.Open();
        using (var second = ledger.Open()) ledger.Write(second, TestLedger.FirstDay.AddDays(5), TestLedger.Record(TestLedger.FirstDay.AddDays(5)));
        var signer = Signer(ledger);
        signer.Resume(ledger.Path, other);
        Assert.Equal((other.Segment.Name, other.Head), (signer.Latest!.Segment, signer.Latest.Head));
    }

    // The log's own thread signs, although no record wakes it.
    [Fact]
    public async Task Running_log_signs_on_the_hour_without_traffic_and_not_at_start_or_stop()
    {
        using var ledger = new TestLedger();
        var ticking = new TickingClock();
        ticking.Set(Noon);
        var clock = new CityClock(ticking, TimeZoneInfo.Utc);
        using var log = new LedgerAppender(
            new LedgerFolder(ledger.Path), new HeadSigner(ledger.Keys, clock, () => true, NullLogger<HeadSigner>.Instance), clock, ticking,
            NullLogger<LedgerAppender>.Instance);
        await log.StartAsync(TestContext.Current.CancellationToken);
        await log.AppendAsync(TestLedger.Record(TestLedger.FirstDay));
        Assert.Empty(Segment.SignedIn(ledger.Path));
        ticking.Set(Noon.AddHours(1));
        ticking.Tick();
        await Eventually.TrueAsync(() => Segment.SignedIn(ledger.Path).Count > 0);
        await log.AppendAsync(TestLedger.Record(TestLedger.FirstDay));
        await log.StopAsync(TestContext.Current.CancellationToken);
        Assert.Single(Signed(ledger));
        Assert.Equal((TimeSpan.FromHours(1), TimeSpan.FromMinutes(1)), ticking.Timer);
    }

    // The signer blocks, as a disk does that no longer responds.
    [Fact]
    public async Task Blocked_log_reports_it_rejects_records_beyond_its_queue_and_loses_none_that_it_accepted()
    {
        using var ledger = new TestLedger();
        using var release = new ManualResetEventSlim();
        time.Set(Noon);
        var clock = new CityClock(time, TimeZoneInfo.Utc);
        bool Wait()
        {
            release.Wait();
            return true;
        }
        using var log = new LedgerAppender(
            new LedgerFolder(ledger.Path), new HeadSigner(ledger.Keys, clock, Wait, NullLogger<HeadSigner>.Instance), clock, time,
            NullLogger<LedgerAppender>.Instance);
        await log.StartAsync(TestContext.Current.CancellationToken);
        await log.AppendAsync(TestLedger.Record(TestLedger.FirstDay));
        time.Set(Noon.AddHours(1));
        var waiting = Enumerable.Range(0, LedgerAppender.MostWaiting).Select(_ => log.AppendAsync(TestLedger.Record(TestLedger.FirstDay))).ToList();
        await Eventually.TrueAsync(() => log.IsWritingLongerThan(TimeSpan.Zero));
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => log.AppendAsync(TestLedger.Record(TestLedger.FirstDay)));
        Assert.Contains("The ledger is not available: too many disclosures are waiting", refused.Message, StringComparison.Ordinal);
        Assert.All(waiting, one => Assert.False(one.IsCompleted));

        release.Set();
        await Task.WhenAll(waiting);
        await Eventually.TrueAsync(() => !log.IsWritingLongerThan(TimeSpan.Zero));
        await log.AppendAsync(TestLedger.Record(TestLedger.FirstDay));
        await log.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(LedgerAppender.MostWaiting + 2, LedgerGateway.Records(ledger.Data).Count);
    }

    [Fact]
    public async Task Receipt_names_the_last_hourly_head_even_after_a_restart()
    {
        time.Set(Noon.AddMinutes(30));
        await using var gateway = await RunningGateway.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(time));
        Assert.Equal(JsonValueKind.Undefined, (await HeadAsync(gateway)).ValueKind);
        time.Set(Noon.AddMinutes(90));
        var head = await HeadAsync(gateway);
        Assert.Equal(Noon.AddHours(1).ToUnixTimeSeconds(), head.GetProperty("iat").GetInt64());
        await gateway.RestartAsync();
        Assert.Equal(head.GetRawText(), (await HeadAsync(gateway)).GetRawText());

        // The receipt proves that records were removed from the copy.
        var (folder, keys) = (Path.Combine(gateway.Data, Segment.FolderName), gateway.Services.GetRequiredService<EvidenceKeys>());
        var receipt = await ReceiptAsync(gateway);
        Assert.Empty(Verify(folder).Faults);
        var segment = Assert.Single(Segment.AllIn(folder));
        var cut = Directory.CreateDirectory(Path.Combine(gateway.Data, "cut")).FullName;
        var lines = Encoding.ASCII.GetString(TestLedger.ReadShared(segment.FileIn(folder))).Split('\n');
        await File.WriteAllTextAsync(segment.FileIn(cut), $"{lines[0]}\n{lines[1]}\n", TestContext.Current.CancellationToken);
        Assert.Contains("a kept head is missing", Assert.Single(Verify(cut).Faults).Problem, StringComparison.Ordinal);

        LedgerReport Verify(string ledger) => new LedgerVerifier(ledger, keys).Verify([receipt], "kept", new SilentProgress(), TestContext.Current.CancellationToken);
    }

    private HeadSigner Signer(TestLedger ledger) =>
        new(ledger.Keys, new CityClock(time, TimeZoneInfo.Utc), () => isTrusted, NullLogger<HeadSigner>.Instance);

    private static void Append(SegmentWriter writer, DateOnly day)
    {
        using var lines = new RecordLines(TestLedger.Record(day));
        writer.Append([lines], day);
    }

    private static IEnumerable<SignedHead> Signed(TestLedger ledger) =>
        Segment.SignedIn(ledger.Path).SelectMany(segment => PublishedHeads.Of(ledger.Path, segment)).Select(jws => HeadSigner.Open(ledger.Keys, jws)!);

    // The head is signed before the request's record is written, and the receipt is made before both. So only the next request's receipt names the new head.
    private static async Task<JsonElement> HeadAsync(RunningGateway gateway)
    {
        await gateway.QueryCardAsync("harbor-bank", "valid");
        using var keys = PublishedKeys.TryParse(await gateway.Http.GetByteArrayAsync("/disclosures/keys", TestContext.Current.CancellationToken))!;
        var claims = JsonDocument.Parse(keys.Open("card-receipt+jwt", await ReceiptAsync(gateway))!).RootElement;
        return claims.TryGetProperty("head", out var head) ? head : default;
    }

    private static async Task<string> ReceiptAsync(RunningGateway gateway)
    {
        var answer = await gateway.QueryAsync(
            "harbor-bank", "query($n: CardNumber!) { card(number: $n, purpose: ACCOUNT_OPENING) { receipt { jws } } }", new { n = "0000000000000195" });
        return answer.Data("card", "receipt", "jws").GetString()!;
    }

    /// <summary>A clock whose timer fires when the test calls <c>Tick</c>.</summary>
    private sealed class TickingClock : TimeProvider
    {
        private DateTimeOffset now;
        private Action tick = () => { };

        public (TimeSpan Due, TimeSpan Period) Timer { get; private set; }

        public void Set(DateTimeOffset to) => now = to;

        public void Tick() => tick();

        public override DateTimeOffset GetUtcNow() => now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Timer = (dueTime, period);
            tick = () => callback(state);
            return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
