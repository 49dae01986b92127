using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Core;

namespace PartnerApi.Ledger.Tests;

/// <summary>When retention ends, records are removed and the hash chain stays.</summary>
[Trait("Store", "Either")]
public sealed class SegmentExpiryTests
{
    [Fact]
    public void Expired_segment_keeps_only_its_hashes()
    {
        using var ledger = new TestLedger();
        ledger.Write(3, 4);
        var heads = File.ReadAllText(ledger["2031-03-14-1-1.heads"]);
        var before = ledger.Files;
        Assert.Equal(1, Expire(ledger, days: 1));
        Assert.Equal(before, ledger.Files);
        var lines = File.ReadAllLines(ledger["2031-03-14-1-1.log"]);
        Assert.StartsWith("partner-api disclosures 4\t2031-03-14\t1\t1\t", lines[0], StringComparison.Ordinal);
        Assert.All(lines.Skip(1), line => Assert.Matches(@"^[+=][\w-]{43}$", line));
        Assert.Equal(heads, File.ReadAllText(ledger["2031-03-14-1-1.heads"]));

        var report = ledger.Verify();
        Assert.Empty(report.Faults);
        Assert.Equal((3, 8, 4), (report.Segments, report.Records, report.Expired));
        Assert.Equal(0, Expire(ledger, days: 1));

        // The next writer continues the chain, even after a segment of only hashes.
        Assert.Equal(2, Expire(ledger, days: 3));
        using (var writer = ledger.Open()) ledger.Write(writer, TestLedger.FirstDay.AddDays(3), TestLedger.Record(TestLedger.FirstDay));
        Assert.Empty(ledger.Verify().Faults);
    }

    [Fact]
    public void Segment_of_a_running_writer_expires_only_after_the_writer_moves_on()
    {
        using var ledger = new TestLedger();
        using (var writer = ledger.Open())
        {
            ledger.Write(writer, TestLedger.FirstDay, TestLedger.Record(TestLedger.FirstDay));
            Assert.Equal(0, Expire(ledger, days: 9));
            ledger.Write(writer, TestLedger.FirstDay.AddDays(9));
            Assert.Equal(1, Expire(ledger, days: 9));
            ledger.Write(writer, TestLedger.FirstDay.AddDays(9), TestLedger.Record(TestLedger.FirstDay));
        }
        var report = ledger.Verify();
        Assert.Empty(report.Faults);
        Assert.Equal((1, 1), (report.Records, report.Expired));
    }

    [Fact]
    public void Next_run_finishes_an_expiry_that_a_crash_interrupted()
    {
        using var ledger = new TestLedger();
        ledger.Write(1, 1);
        File.WriteAllText(ledger["2031-03-14-1-1.log.expired"], "a record that was to be overwritten");
        File.WriteAllText(ledger["2031-03-14-1-1.log.expiring"], "a draft");
        Assert.Equal(1, Expire(ledger, days: 1));
        Assert.Equal(["2031-03-14-1-1.heads", "2031-03-14-1-1.log"], ledger.Files);
        Assert.Empty(ledger.Verify().Faults);
    }

    [Fact]
    public void Change_made_before_expiry_is_still_found_after_it()
    {
        using var ledger = new TestLedger();
        ledger.Write(2, 3);
        var text = File.ReadAllText(ledger["2031-03-14-1-1.log"]);
        File.WriteAllText(ledger["2031-03-14-1-1.log"], text.Replace("\tV\t", "\tN\t", StringComparison.Ordinal));
        Assert.Equal(1, Expire(ledger, days: 1));
        Assert.Equal(("2031-03-14-1-1.log", 3), (ledger.Verify().Faults.Single().File, (int)ledger.Verify().Faults.Single().Line));
    }

    // A damaged record is still readable by anyone who has the file.
    [Fact]
    public void Damaged_record_is_removed_too()
    {
        using var ledger = new TestLedger();
        ledger.Write(2, 1);
        var lines = File.ReadAllLines(ledger["2031-03-14-1-1.log"]);
        lines[2] = lines[2].Replace('\t', ' ');
        File.WriteAllText(ledger["2031-03-14-1-1.log"], string.Concat(lines.Select(line => line + "\n")));
        Assert.Equal(1, Expire(ledger, days: 1));
        Assert.DoesNotContain("harbor-bank", File.ReadAllText(ledger["2031-03-14-1-1.log"]), StringComparison.Ordinal);
        Assert.Equal("2031-03-14-1-1.log", Assert.Single(ledger.Verify().Faults).File);
    }

    [Fact]
    public void Two_processes_do_not_run_expiry_at_once()
    {
        using var ledger = new TestLedger();
        ledger.Write(1, 1);
        using var other = PartnerApi.Core.FileLock.Try(ledger["retention.lock"]);
        Assert.Null(SegmentExpiry.Run(ledger.Path, TestLedger.FirstDay.AddDays(1), TestContext.Current.CancellationToken));
    }

    // A reader that has the old file open, such as a slow report, must not keep the records readable.
    [Fact]
    public void Reader_with_the_old_file_open_reads_only_zeros()
    {
        using var ledger = new TestLedger();
        ledger.Write(1, 3);
        using var reader = LedgerLines.Open(ledger["2031-03-14-1-1.log"]);
        var before = new byte[RandomAccess.GetLength(reader)];
        RandomAccess.Read(reader, before, 0);
        Assert.Contains("harbor-bank", Encoding.ASCII.GetString(before), StringComparison.Ordinal);
        Assert.Equal(1, Expire(ledger, days: 1));
        var after = new byte[before.Length];
        Assert.Equal(before.Length, RandomAccess.Read(reader, after, 0));
        Assert.Equal(new byte[before.Length], after);
    }

    [Fact]
    public void Torn_write_is_removed_when_the_retention_of_its_day_ends()
    {
        using var ledger = new TestLedger();
        ledger.Write(2, 1);
        foreach (var torn in (string[])["2031-03-14-1-1.1.torn", "2031-03-15-1-2.1.torn"]) File.WriteAllText(ledger[torn], "a record");
        Assert.Equal(1, Expire(ledger, days: 1));
        Assert.Equal(["2031-03-15-1-2.1.torn"], ledger.Files.Where(file => file.EndsWith(".torn", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Gateway_runs_expiry_at_startup_without_requests()
    {
        var clock = new OffsetClock();
        clock.Set(new DateTimeOffset(TestLedger.FirstDay.AddDays(732), new TimeOnly(17, 0), TimeSpan.Zero));
        await using var gateway = await RunningGateway.StartAsync(builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
            using var ledger = new TestLedger();
            ledger.Write(3, 2);
            ledger.CopyTo(builder.Configuration["Data"]!);
        });
        var folder = Path.Combine(gateway.Data, Segment.FolderName);
        Assert.Contains("ACCOUNT_OPENING", Read(folder, "2031-03-16-1-3.log"), StringComparison.Ordinal);
        foreach (var old in (string[])["2031-03-14-1-1.log", "2031-03-15-1-2.log"])
        {
            await Eventually.TrueAsync(() => !Read(folder, old).Contains("ACCOUNT_OPENING", StringComparison.Ordinal));
        }
        Assert.Empty(new LedgerVerifier(folder, gateway.Services.GetRequiredService<EvidenceKeys>())
            .Verify([], "", new PartnerApi.Core.SilentProgress(), TestContext.Current.CancellationToken).Faults);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("36501")]
    [InlineData("two years")]
    public async Task Invalid_retention_period_stops_the_start(string days)
    {
        var error = await Assert.ThrowsAsync<SettingException>(() => RunningGateway.StartAsync(null, ("Disclosures:RetentionDays", days)));
        Assert.Contains("Disclosures:RetentionDays", error.Message, StringComparison.Ordinal);
    }

    private static int? Expire(TestLedger ledger, int days) =>
        SegmentExpiry.Run(ledger.Path, TestLedger.FirstDay.AddDays(days), TestContext.Current.CancellationToken);

    private static string Read(string folder, string name) => File.ReadAllText(Path.Combine(folder, name));
}
