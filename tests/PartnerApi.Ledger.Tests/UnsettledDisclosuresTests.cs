using Microsoft.Extensions.Logging.Abstractions;
using PartnerApi.Core;
using PartnerApi.Sealing;

namespace PartnerApi.Ledger.Tests;

/// <summary>Startup settles disclosures whose effect a crash may have prevented.</summary>
public sealed class UnsettledDisclosuresTests
{
    private const string Operation = "redeemBenefit";

    [Fact]
    public async Task Disclosure_without_its_effect_is_voided_once()
    {
        using var ledger = new TestLedger();
        DisclosureRecord[] own = [Redeemed(0), Redeemed(0), Redeemed(1), TestLedger.Record(TestLedger.FirstDay), Redeemed(1) with { Decision = "FORBIDDEN" }];
        var (idle, running) = (Redeemed(0), Redeemed(1));
        var third = Write(ledger, own, idle, running);
        using (third)
        {
            await using var start = await Start.OfAsync(ledger);
            var checkedIds = new List<UInt128>();
            Assert.Equal(2, await start.SettleAsync(checkedIds, own[0].Id, own[1].Id));
            Assert.Equal([own[0].Id, own[1].Id, own[2].Id, idle.Id], checkedIds);
            var entries = LedgerGateway.Records(ledger.Data).Where(record => record.Decision == LedgerEntry.Void).ToList();
            Assert.Equal([DisclosureRecord.Text(own[2].Id), DisclosureRecord.Text(idle.Id)], entries.Select(entry => entry.Fields));
            Assert.All(entries, entry => Assert.Equal(("harbor-bank", "harbor-bank", Operation, null, null), (entry.Partner, entry.Client, entry.Operation, entry.Valid, entry.Reference)));

            // Settling again changes nothing.
            Assert.Equal(0, await start.SettleAsync(checkedIds));
            Assert.Equal(4, checkedIds.Count);
        }

        // The third writer has ended now: the next start settles its disclosure, and no other.
        await using (var next = await Start.OfAsync(ledger))
        {
            var checkedIds = new List<UInt128>();
            Assert.Equal(1, await next.SettleAsync(checkedIds));
            Assert.Equal([running.Id], checkedIds);
        }
        Assert.Empty(ledger.Verify().Faults);
    }

    [Fact]
    public async Task Void_entry_is_not_repeated_when_the_settled_position_is_lost()
    {
        using var ledger = new TestLedger();
        var left = Redeemed(0);
        using (var writer = ledger.Open()) ledger.Write(writer, TestLedger.FirstDay, left);
        await using var start = await Start.OfAsync(ledger);
        Assert.Equal(1, await start.SettleAsync([]));
        foreach (var mark in Directory.EnumerateFiles(ledger.Path, "*.settled").ToList()) File.Delete(mark);
        Assert.Equal(0, await start.SettleAsync([]));
    }

    [Fact]
    public async Task Malformed_line_does_not_stop_the_start()
    {
        using var ledger = new TestLedger();
        using (var writer = ledger.Open()) ledger.Write(writer, TestLedger.FirstDay, Redeemed(0) with { Client = "two\tcolumns" }, Redeemed(0));
        await using var start = await Start.OfAsync(ledger);
        Assert.Equal(1, await start.SettleAsync([]));
    }

    [Fact]
    public async Task Disclosure_too_old_to_have_a_known_effect_is_not_voided()
    {
        using var ledger = new TestLedger();
        using (var writer = ledger.Open()) ledger.Write(writer, TestLedger.FirstDay, Redeemed(0));
        await using var start = await Start.OfAsync(ledger, daysLater: 40);
        Assert.Equal(0, await start.SettleAsync([]));
    }

    [Fact]
    public async Task New_ledger_has_nothing_to_settle()
    {
        using var ledger = new TestLedger();
        await using var start = await Start.OfAsync(ledger);
        Assert.Equal(0, await start.SettleAsync([]));
        Assert.Empty(LedgerGateway.Records(ledger.Data));
    }

    [Fact]
    public async Task Pending_disclosure_and_later_ones_are_settled_by_a_later_run()
    {
        using var ledger = new TestLedger();
        DisclosureRecord[] records = [Redeemed(0), Redeemed(0), Redeemed(0), Redeemed(1)];
        using (var writer = ledger.Open())
        {
            ledger.Write(writer, TestLedger.FirstDay, [.. records.Take(3)]);
            ledger.Write(writer, TestLedger.FirstDay.AddDays(1), records[3]);
        }
        await using var start = await Start.OfAsync(ledger);
        var checkedIds = new List<UInt128>();
        Assert.Equal(1, await start.SettleAsync(checkedIds, id => id == records[1].Id));
        Assert.Equal([records[0].Id], checkedIds);
        Assert.Equal(0, await start.SettleAsync(checkedIds, id => id == records[1].Id));
        Assert.Single(checkedIds);
        Assert.Equal(2, await start.SettleAsync(checkedIds, _ => false, records[1].Id));
        Assert.Equal([.. records.Select(record => record.Id)], checkedIds);
        Assert.Equal(0, await start.SettleAsync(checkedIds));
    }

    [Fact]
    public async Task Disclosure_recorded_after_the_clock_was_set_back_is_settled()
    {
        using var ledger = new TestLedger();
        var (first, second) = (Redeemed(1), Redeemed(-1));
        using (var writer = ledger.Open()) ledger.Write(writer, TestLedger.FirstDay.AddDays(1), first);
        await using (var start = await Start.OfAsync(ledger, daysLater: -1)) Assert.Equal(1, await start.SettleAsync([]));
        using (var writer = ledger.Open()) ledger.Write(writer, TestLedger.FirstDay.AddDays(-1), second);
        await using var next = await Start.OfAsync(ledger, daysLater: 1);
        var checkedIds = new List<UInt128>();
        Assert.Equal(1, await next.SettleAsync(checkedIds));
        Assert.Equal([second.Id], checkedIds);
    }

    [Fact]
    public async Task Unreadable_writer_is_settled_later_and_does_not_block_others()
    {
        using var ledger = new TestLedger();
        var (first, second, other) = (Redeemed(0), Redeemed(1), Redeemed(1));
        using (var one = ledger.Open())
        {
            using var two = ledger.Open();
            using var three = ledger.Open();
            ledger.Write(two, TestLedger.FirstDay, first);
            ledger.Write(two, TestLedger.FirstDay.AddDays(1), second);
            ledger.Write(three, TestLedger.FirstDay.AddDays(1), other);
        }
        var (file, aside) = (ledger["2031-03-15-2-2.log"], ledger["aside"]);
        File.Move(file, aside);
        File.CreateSymbolicLink(file, "/proc/self/mem");
        await using var start = await Start.OfAsync(ledger);
        var checkedIds = new List<UInt128>();
        Assert.Equal(1, await start.SettleAsync(checkedIds));
        Assert.Equal([other.Id], checkedIds);
        File.Delete(file);
        File.Move(aside, file);
        Assert.Equal(2, await start.SettleAsync(checkedIds));
        Assert.Equal([other.Id, first.Id, second.Id], checkedIds);
    }

    private static DisclosureRecord Redeemed(int day) => TestLedger.Record(TestLedger.FirstDay.AddDays(day)) with { Operation = Operation };

    // Writers 1 and 2 have ended. The third is still running.
    private static SegmentWriter Write(TestLedger ledger, DisclosureRecord[] own, DisclosureRecord idle, DisclosureRecord running)
    {
        using var one = ledger.Open();
        using var two = ledger.Open();
        var three = ledger.Open();
        ledger.Write(one, TestLedger.FirstDay, [.. own.Take(2)]);
        ledger.Write(one, TestLedger.FirstDay.AddDays(1), [.. own.Skip(2)]);
        ledger.Write(two, TestLedger.FirstDay, idle);
        ledger.Write(three, TestLedger.FirstDay.AddDays(1), running);
        return three;
    }

    private sealed class Start(LedgerAppender log, UnsettledDisclosures unsettled) : IAsyncDisposable
    {
        public static async Task<Start> OfAsync(TestLedger ledger, int daysLater = 2)
        {
            var time = new OffsetClock();
            time.Set(new DateTimeOffset(TestLedger.FirstDay.AddDays(daysLater), new TimeOnly(17, 0), TimeSpan.Zero));
            var clock = new CityClock(time, TimeZoneInfo.Utc);
            var folder = new LedgerFolder(ledger.Path);
            var keys = new LocalKeyService(new byte[32], new byte[32], new byte[32]);
            var log = new LedgerAppender(
                folder,
                new HeadSigner(ledger.Keys, clock, () => true, NullLogger<HeadSigner>.Instance),
                clock,
                time,
                NullLogger<LedgerAppender>.Instance);
            await log.StartAsync(TestContext.Current.CancellationToken);
            return new Start(log, new UnsettledDisclosures(folder, log, clock, NullLogger<UnsettledDisclosures>.Instance));
        }

        public Task<int> SettleAsync(List<UInt128> checkedIds, params UInt128[] withEffect) => SettleAsync(checkedIds, _ => false, withEffect);

        public async Task<int> SettleAsync(List<UInt128> checkedIds, Func<UInt128, bool> mayBePending, params UInt128[] withEffect) => (await unsettled.SettleAsync(
            Operation,
            mayBePending,
            ids =>
            {
                checkedIds.AddRange(ids);
                return withEffect.ToHashSet();
            })).Voided;

        public async ValueTask DisposeAsync()
        {
            await log.StopAsync(CancellationToken.None);
            log.Dispose();
        }
    }
}
