using Microsoft.Extensions.Logging.Abstractions;
using PartnerApi.Contract;
using PartnerApi.Disclosures;
using PartnerApi.Sealing;
using PartnerApi.Tests.GraphQL;

namespace PartnerApi.Tests.Disclosures;

/// <summary>What a crash left between a disclosure and its effect is settled at the start.</summary>
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
            var asked = new List<UInt128>();
            Assert.Equal(2, await start.SettleAsync(asked, own[0].Id, own[1].Id));
            Assert.Equal([own[0].Id, own[1].Id, own[2].Id, idle.Id], asked);
            var entries = LedgerGateway.Records(ledger.Data).Where(record => record.Decision == LedgerEntry.Void).ToList();
            Assert.Equal([DisclosureRecord.Text(own[2].Id), DisclosureRecord.Text(idle.Id)], entries.Select(entry => entry.Fields));
            Assert.All(entries, entry => Assert.Equal(("harbor-bank", "harbor-bank", Operation, null, null), (entry.Partner, entry.Client, entry.Operation, entry.Valid, entry.Reference)));

            // Settled is settled.
            Assert.Equal(0, await start.SettleAsync(asked));
            Assert.Equal(4, asked.Count);
        }

        // The writer that was running has ended: what it left is settled by the next start, and nothing of the others.
        await using (var next = await Start.OfAsync(ledger))
        {
            var asked = new List<UInt128>();
            Assert.Equal(1, await next.SettleAsync(asked));
            Assert.Equal([running.Id], asked);
        }
        Assert.Empty(ledger.Verify().Faults);
    }

    [Fact]
    public async Task Entry_is_not_made_again_when_the_settled_point_is_lost()
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
    public async Task Line_that_is_no_record_does_not_stop_the_start()
    {
        using var ledger = new TestLedger();
        using (var writer = ledger.Open()) ledger.Write(writer, TestLedger.FirstDay, Redeemed(0) with { Client = "two\tcolumns" }, Redeemed(0));
        await using var start = await Start.OfAsync(ledger);
        Assert.Equal(1, await start.SettleAsync([]));
    }

    [Fact]
    public async Task Disclosure_of_which_no_effect_could_be_known_any_more_is_left()
    {
        using var ledger = new TestLedger();
        using (var writer = ledger.Open()) ledger.Write(writer, TestLedger.FirstDay, Redeemed(0));
        await using var start = await Start.OfAsync(ledger, daysLater: 40);
        Assert.Equal(0, await start.SettleAsync([]));
    }

    [Fact]
    public async Task Ledger_of_a_first_start_has_nothing_to_settle()
    {
        using var ledger = new TestLedger();
        await using var start = await Start.OfAsync(ledger);
        Assert.Equal(0, await start.SettleAsync([]));
        Assert.Empty(LedgerGateway.Records(ledger.Data));
    }

    [Fact]
    public async Task Disclosure_whose_effect_may_still_come_is_left_with_all_behind_it_and_settled_later()
    {
        using var ledger = new TestLedger();
        DisclosureRecord[] records = [Redeemed(0), Redeemed(0), Redeemed(0), Redeemed(1)];
        using (var writer = ledger.Open())
        {
            ledger.Write(writer, TestLedger.FirstDay, [.. records.Take(3)]);
            ledger.Write(writer, TestLedger.FirstDay.AddDays(1), records[3]);
        }
        await using var start = await Start.OfAsync(ledger);
        var asked = new List<UInt128>();
        Assert.Equal(1, await start.SettleAsync(asked, id => id == records[1].Id));
        Assert.Equal([records[0].Id], asked);
        Assert.Equal(0, await start.SettleAsync(asked, id => id == records[1].Id));
        Assert.Single(asked);
        Assert.Equal(2, await start.SettleAsync(asked, _ => false, records[1].Id));
        Assert.Equal([.. records.Select(record => record.Id)], asked);
        Assert.Equal(0, await start.SettleAsync(asked));
    }

    [Fact]
    public async Task Disclosure_that_was_recorded_after_the_clock_was_set_back_is_settled()
    {
        using var ledger = new TestLedger();
        var (first, second) = (Redeemed(1), Redeemed(-1));
        using (var writer = ledger.Open()) ledger.Write(writer, TestLedger.FirstDay.AddDays(1), first);
        await using (var start = await Start.OfAsync(ledger, daysLater: -1)) Assert.Equal(1, await start.SettleAsync([]));
        using (var writer = ledger.Open()) ledger.Write(writer, TestLedger.FirstDay.AddDays(-1), second);
        await using var next = await Start.OfAsync(ledger, daysLater: 1);
        var asked = new List<UInt128>();
        Assert.Equal(1, await next.SettleAsync(asked));
        Assert.Equal([second.Id], asked);
    }

    [Fact]
    public async Task Writer_that_cannot_be_read_waits_and_keeps_no_other_from_being_settled()
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
        var asked = new List<UInt128>();
        Assert.Equal(1, await start.SettleAsync(asked));
        Assert.Equal([other.Id], asked);
        File.Delete(file);
        File.Move(aside, file);
        Assert.Equal(2, await start.SettleAsync(asked));
        Assert.Equal([other.Id, first.Id, second.Id], asked);
    }

    private static DisclosureRecord Redeemed(int day) => TestLedger.Record(TestLedger.FirstDay.AddDays(day)) with { Operation = Operation };

    // Writers 1 and 2 have ended, the third runs on.
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

    private sealed class Start(DisclosureLog log, UnsettledDisclosures unsettled) : IAsyncDisposable
    {
        public static async Task<Start> OfAsync(TestLedger ledger, int daysLater = 2)
        {
            var time = new SettableClock();
            time.Set(new DateTimeOffset(TestLedger.FirstDay.AddDays(daysLater), new TimeOnly(17, 0), TimeSpan.Zero));
            var clock = new CityClock(time, TimeZoneInfo.Utc);
            var folder = new LedgerFolder(ledger.Path);
            var keys = new LocalKeyService(new byte[32], new byte[32], new byte[32]);
            var log = new DisclosureLog(
                folder,
                new RefusalCounts(),
                new HeadSigner(ledger.Keys, clock, () => true, NullLogger<HeadSigner>.Instance),
                clock,
                time,
                NullLogger<DisclosureLog>.Instance);
            await log.StartAsync(TestContext.Current.CancellationToken);
            return new Start(log, new UnsettledDisclosures(folder, log, clock, NullLogger<UnsettledDisclosures>.Instance));
        }

        public Task<int> SettleAsync(List<UInt128> asked, params UInt128[] withEffect) => SettleAsync(asked, _ => false, withEffect);

        public async Task<int> SettleAsync(List<UInt128> asked, Func<UInt128, bool> mayCome, params UInt128[] withEffect) => (await unsettled.SettleAsync(
            Operation,
            mayCome,
            ids =>
            {
                asked.AddRange(ids);
                return withEffect.ToHashSet();
            })).Voided;

        public async ValueTask DisposeAsync()
        {
            await log.StopAsync(CancellationToken.None);
            log.Dispose();
        }
    }
}
