using PartnerApi.Clocks;
using PartnerApi.Core;
using PartnerApi.Policy.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Statistics;

/// <summary>
/// Closes and publishes months, oldest first, each once. A first transaction closes the month for the imports of all hosts (<see cref="ClosedMonth"/>).
/// The drawn values are then stored outside the database (<see cref="DrawnMonths"/>). A second transaction books epsilon, publishes, and deletes the true
/// counts. A month cannot be drawn twice. If another data folder closed a month, it may have drawn it too, so only the operator can release it here.
/// </summary>
internal sealed class ReleaseService(
    Store store, StorageSettings storage, GatewayWriter writer, CounterBlob blobs, DrawnMonths drawn, StatisticsSettings settings, CityClock clock,
    TrustedTime trusted, TimeProvider time)
{
    // A process that waits for SQLite's write lock polls it every tenth of a second.
    private static readonly TimeSpan TurnOfOthers = TimeSpan.FromMilliseconds(150);

    /// <summary>Releases every month that is due.</summary>
    /// <param name="released">Receives each published month and the number of months left.</param>
    /// <param name="takesOver">Whether to release a month that another data folder closed. The operator confirms that its drawn values are lost.</param>
    /// <param name="cancel">Stops between two months.</param>
    /// <returns>The number of published months.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be written, or an import or another release is running. Published months stay.</exception>
    /// <exception cref="ReleaseRejectedException">Another data folder closed the next month, or drawn values were changed.</exception>
    public async Task<int> ReleaseAsync(Action<Month, int> released, bool takesOver, CancellationToken cancel)
    {
        KeepPublished();
        var count = 0;
        while (await ReleaseAloneAsync(takesOver, cancel) is { } month)
        {
            count++;
            takesOver = false;
            released(month, MonthsDue(month.Next));
            await Task.Delay(TurnOfOthers, time, cancel);
        }
        return count;
    }

    /// <summary>The oldest unreleased month, and the condition it waits for.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    public OpenMonth Next()
    {
        using var context = store.CreateContext();
        using var snapshot = context.BeginRead();
        var month = FirstOpen(context);
        if (!trusted.Read().IsTrusted) return new OpenMonth(month, new ReleaseWait.ForTrustedClock());
        if (context.Find<ClosedMonth>((long)month.Index) is { } closed && !drawn.Holds(month, closed.Claim))
            return new OpenMonth(month, new ReleaseWait.ForOtherHost(closed.Host));
        return new OpenMonth(month, ReleaseWait.For(month, clock.Today, settings, context.Find<ImportState>(ImportState.Only)));
    }

    /// <summary>Releases the oldest unreleased month.</summary>
    /// <returns>Null if the clock is not trusted, the month is not due, or no import makes it final, so that its events may be incomplete.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be written. No drawn value is visible.</exception>
    /// <exception cref="ReleaseRejectedException">Another data folder closed the month, or drawn values were changed.</exception>
    internal async Task<Month?> ReleaseNextAsync(bool takesOver, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var today = clock.Today;
        if (await writer.WriteAsync(context => Close(context, today, takesOver), cancel) is not { } closed) return null;
        await writer.WriteAsync(context => Publish(context, closed, today), cancel);
        return closed.Month;
    }

    // Excludes imports: an import would add to a month that it found open.
    private async Task<Month?> ReleaseAloneAsync(bool takesOver, CancellationToken cancel)
    {
        using var alone = LockFolder();
        using var connection = store.OpenBulk();
        if (!connection.TryLockImports()) throw Busy();
        var month = await ReleaseNextAsync(takesOver, cancel);
        if (month is not null) connection.Clean([EnrollmentCounting.Table]);
        return month;
    }

    // Includes the publications of other hosts.
    private void KeepPublished()
    {
        using var alone = LockFolder();
        foreach (var (month, published) in ReadPublished()) drawn.KeepPublished(month, published);
    }

    private List<(Month Month, string Published)> ReadPublished()
    {
        using var connection = store.OpenBulk();
        using var statement = connection.Prepare("""SELECT "Month", "Published" FROM "EnrollmentReleases" ORDER BY "Month" """);
        var published = new List<(Month, string)>();
        while (statement.Step()) published.Add((new Month((int)statement.Int64(0)), statement.Text(1)));
        statement.Reset();
        return published;
    }

    private FileLock LockFolder() => FileLock.Try(Path.Combine(storage.DataFolder, StorageSettings.ImportLock)) ?? throw Busy();

    /// <summary>The number of due months, beginning with <paramref name="from"/>.</summary>
    private int MonthsDue(Month from) => Math.Max(0, Month.Range(from, Month.Of(clock.Today)).Count(month => settings.IsDue(month, clock.Today)));

    // After this commits, no host counts events in the month, and no other data folder draws it.
    private Closing? Close(GatewayDbContext context, DateOnly today, bool takesOver)
    {
        if (!trusted.Advance(context).IsTrusted) return null;
        var month = FirstOpen(context);
        if (ReleaseWait.For(month, today, settings, context.Find<ImportState>(ImportState.Only)) is not null) return null;
        if (context.Find<ClosedMonth>((long)month.Index) is not { } closed)
        {
            closed = new ClosedMonth { Month = month.Index, Claim = drawn.Claim(month), Host = Environment.MachineName };
            context.Add(closed);
        }
        else if (!drawn.Holds(month, closed.Claim))
        {
            if (!takesOver) throw new ReleaseRejectedException(new ReleaseRejection.ClosedElsewhere(month, closed.Host));
            (closed.Claim, closed.Host) = (drawn.NewClaim(month), Environment.MachineName);
        }
        return new Closing(month, closed.Claim);
    }

    private void Publish(GatewayDbContext context, Closing closing, DateOnly today)
    {
        var month = closing.Month;
        if (context.Find<ClosedMonth>((long)month.Index) is not { } closed || !closed.Claim.AsSpan().SequenceEqual(closing.Claim)) throw Busy();
        var counter = context.Set<EnrollmentCounter>().Single(row => row.Month == month.Index);

        // An earlier attempt may have drawn and even committed, so this attempt must publish the same values.
        var isOpening = !context.Set<EnrollmentRelease>().Any();
        var published = drawn.Find(month, isOpening) ?? Draw(month, counter, isOpening);
        context.Add(new BudgetEntry { Month = month.Index, EpsilonMillionths = published.EpsilonMillionths, BookedOn = today.DayNumber });
        context.Add(new EnrollmentRelease
        {
            Month = month.Index,
            PublishedOn = today.DayNumber,
            Published = published.ToJson(),
        });
        context.Remove(counter);
        context.Remove(closed);
    }

    private ReleasedMonth Draw(Month month, EnrollmentCounter counter, bool isOpening)
    {
        var counts = blobs.Open(month, counter.Sealed);
        var published = ReleasedMonth.Draw(counts, isOpening, settings, new CryptographicBits());
        Array.Clear(counts);
        drawn.Keep(month, published);
        return published;
    }

    private Month FirstOpen(GatewayDbContext context)
    {
        var last = context.Set<EnrollmentRelease>().Max(row => (long?)row.Month);
        var oldest = context.Set<EnrollmentCounter>().Min(row => (long?)row.Month);
        return EnrollmentWindow.FirstOpen(settings, MonthOf(last), MonthOf(oldest));

        static Month? MonthOf(long? index) => index is { } known ? new Month((int)known) : null;
    }

    private static StoreUnavailableException Busy() => new("an import or another release is running", StoreTrouble.Busy);

    /// <summary>A month that is closed under a claim of this data folder.</summary>
    private sealed record Closing(Month Month, byte[] Claim);
}
