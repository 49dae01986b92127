using PartnerApi.Clocks;
using PartnerApi.Contract;
using PartnerApi.Policy.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Statistics;

/// <summary>
/// Closes months and publishes them, the oldest first, each once. What is drawn is kept outside the database first (<see cref="DrawnMonths"/>); booking,
/// publication and the end of the raw counts are one transaction. A month that is drawn cannot be drawn again.
/// </summary>
internal sealed class ReleaseDesk(
    Store store, StorageSettings storage, GatewayWriter writer, CounterBlob blobs, DrawnMonths drawn, StatisticsSettings settings, CityClock clock,
    TrustedTime trusted, TimeProvider time)
{
    // Who waits for SQLite's write lock looks for it every tenth of a second.
    private static readonly TimeSpan TurnOfOthers = TimeSpan.FromMilliseconds(150);

    /// <summary>Releases every month that is due.</summary>
    /// <param name="released">Told each month as it is published, and how many are left.</param>
    /// <param name="cancel">Ends it between two months.</param>
    /// <returns>How many were published.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be written, or an import or another release is running. What is published stays.</exception>
    public async Task<int> ReleaseAsync(Action<Month, int> released, CancellationToken cancel)
    {
        var count = 0;
        while (await ReleaseAloneAsync(cancel) is { } month)
        {
            count++;
            released(month, MonthsDue(month.Next));
            await Task.Delay(TurnOfOthers, time, cancel);
        }
        return count;
    }

    /// <summary>The oldest month that is not released, and what it waits for; null when the next run releases it.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    public OpenMonth Next()
    {
        using var context = store.CreateContext();
        using var snapshot = context.BeginRead();
        var month = FirstOpen(context);
        if (!trusted.Read().IsTrusted) return new OpenMonth(month, "the clock, which is not trusted: see 'clock status'");
        var wait = ReleaseWait.For(
            month, clock.Today, settings, context.Find<ImportState>(ImportState.Only), context.Find<EnrollmentCounter>((long)month.Index) is not null);
        return new OpenMonth(month, wait);
    }

    /// <summary>Releases the oldest month that is not released, in one transaction.</summary>
    /// <returns>Null when the clock is not trusted, when it is not due, or no import has shown yet how it ended: its events are not all known.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be written; nothing is drawn that anybody could see.</exception>
    internal async Task<Month?> ReleaseNextAsync(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var today = clock.Today;
        return await writer.WriteAsync(context => ReleaseNext(context, today), cancel);
    }

    // No import meanwhile: it would add to a month that it found open.
    private async Task<Month?> ReleaseAloneAsync(CancellationToken cancel)
    {
        using var alone = FileLock.Try(Path.Combine(storage.DataFolder, StorageSettings.ImportLock)) ?? throw Busy();
        using var connection = store.OpenBulk();
        if (!connection.TryLockImports()) throw Busy();
        var month = await ReleaseNextAsync(cancel);
        if (month is not null) connection.Clean([EnrollmentCounting.Table]);
        return month;
    }

    /// <summary>How many months from one on are due.</summary>
    private int MonthsDue(Month from) => Math.Max(0, Month.Range(from, Month.Of(clock.Today)).Count(month => settings.IsDue(month, clock.Today)));

    private Month? ReleaseNext(GatewayDbContext context, DateOnly today)
    {
        if (!trusted.Advance(context).IsTrusted) return null;
        var month = FirstOpen(context);
        var counter = context.Set<EnrollmentCounter>().Find((long)month.Index);
        if (ReleaseWait.For(month, today, settings, context.Find<ImportState>(ImportState.Only), counter is not null) is not null) return null;

        // An attempt before may have drawn already: what it committed, if it did, must be what this one publishes.
        var published = drawn.Find(month) ?? Draw(month, counter!);
        context.Add(new BudgetEntry { Month = month.Index, EpsilonMillionths = published.EpsilonMillionths.Sum(), BookedOn = today.DayNumber });
        context.Add(new EnrollmentRelease
        {
            Month = month.Index,
            PublishedOn = today.DayNumber,
            Published = published.ToJson(),
        });
        context.Remove(counter!);
        return month;
    }

    private ReleasedMonth Draw(Month month, EnrollmentCounter counter)
    {
        var cells = blobs.Open(month, counter.Sealed);
        var draw = EnrollmentMechanism.Draw(cells, EpsilonSplit.Of(settings.EpsilonMillionths), new CryptographicBits());
        Array.Clear(cells);
        var published = ReleasedMonth.Of(draw, settings);
        drawn.Keep(month, published);
        return published;
    }

    private Month FirstOpen(GatewayDbContext context)
    {
        var last = context.Set<EnrollmentRelease>().Max(row => (long?)row.Month);
        return EnrollmentWindow.FirstOpen(settings, last is { } index ? new Month((int)index) : null);
    }

    private static StoreUnavailableException Busy() => new("an import or another release is running on this data", StoreTrouble.Busy);
}
