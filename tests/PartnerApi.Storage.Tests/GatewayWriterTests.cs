using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using PartnerApi.Core;
using PartnerApi.Partners;
using PartnerApi.Storage.Sqlite;

namespace PartnerApi.Storage.Tests;

public sealed class GatewayWriterTests : IDisposable
{
    private readonly TestStore store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => store.Dispose();

    [Fact]
    public async Task Change_is_committed()
    {
        await Writer.WriteAsync(Raise, Cancellation);
        Assert.Equal(1, Directory());
    }

    [Fact]
    public async Task Exception_rolls_back_the_transaction()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => Writer.WriteAsync(
            context =>
            {
                Raise(context);
                context.SaveChanges();
                throw new InvalidDataException();
            },
            Cancellation));
        Assert.Equal(0, Directory());
    }

    [Fact]
    public async Task Concurrent_writes_are_serialized_and_none_is_lost()
    {
        await WaitLongAsync(Writer);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => Writer.WriteAsync(Raise, Cancellation))));
        Assert.Equal(40, Directory());
    }

    // After a failed startup somebody must restart the process. A failed request is simply retried.
    [Fact]
    public async Task Startup_waits_longer_for_the_writer_than_a_request_and_logs_it()
    {
        using var log = new CollectedLog();
        using var logging = LoggerFactory.Create(builder => builder.AddProvider(log));
        using var writer = new GatewayWriter(store.Get<Store>(), logging.CreateLogger<GatewayWriter>());
        using var release = new ManualResetEventSlim();
        await writer.StartingAsync(Cancellation);
        var slow = await BlockAsync(writer, release);
        var waiting = Task.Run(() => writer.WriteAsync(Raise, Cancellation), Cancellation);
        await Eventually.TrueAsync(() => log.Text.Contains("Startup is waiting for other writers", StringComparison.Ordinal) || waiting.IsCompleted);
        Assert.False(waiting.IsCompleted);
        release.Set();
        await Task.WhenAll(slow, waiting);
        Assert.Equal(1, Directory());

        await writer.StartedAsync(Cancellation);
        release.Reset();
        slow = await BlockAsync(writer, release);
        Assert.Equal(StoreTrouble.Busy, (await Assert.ThrowsAsync<StoreUnavailableException>(() => writer.WriteAsync(Raise, Cancellation))).Trouble);
        release.Set();
        await slow;
    }

    // Returns when the change has begun. The change ends when the event is set.
    private static async Task<Task> BlockAsync(GatewayWriter writer, ManualResetEventSlim release)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var blocking = Task.Run(
            () => writer.WriteAsync(
                _ =>
                {
                    begun.SetResult();
                    release.Wait(Cancellation);
                },
                Cancellation),
            Cancellation);
        await begun.Task;
        return blocking;
    }

    [Fact]
    public async Task Two_processes_write_without_losing_a_change()
    {
        using var services = TestStore.Services(store.Folder);
        var other = (GatewayWriter)services.GetService(typeof(GatewayWriter))!;
        await WaitLongAsync(Writer);
        await WaitLongAsync(other);
        await Task.WhenAll(Enumerable.Range(0, 20).SelectMany(_ => new[] { Writer, other }).Select(
            writer => Task.Run(() => writer.WriteAsync(Raise, Cancellation))));
        Assert.Equal(40, Directory());
    }

    [Trait("Store", "Sqlite")]
    [Fact]
    public async Task Lock_of_another_process_fails_a_write_as_busy_and_does_not_block_readers()
    {
        using var outside = RawConnection.OpenWrite(store.DatabaseFile);
        outside.Execute("BEGIN IMMEDIATE");
        var writing = Task.Run(() => Writer.WriteAsync(Raise, Cancellation), Cancellation);
        store.Sessions.Begin().Dispose();
        Assert.Equal(StoreTrouble.Busy, (await Assert.ThrowsAsync<StoreUnavailableException>(() => writing)).Trouble);

        outside.Execute("ROLLBACK");
        await Writer.WriteAsync(Raise, Cancellation);
        Assert.Equal(1, Directory());
    }

    [Fact]
    public async Task Constraint_violation_reaches_the_caller() =>
        await Assert.ThrowsAsync<DbUpdateException>(() => Writer.WriteAsync(
            context => { context.Add(new Generation { Name = "cards", Value = 1 }); }, Cancellation));

    [Trait("Store", "Sqlite")]
    [Fact]
    public async Task Wal_is_truncated_unless_a_reader_blocks_it()
    {
        await Writer.WriteAsync(Raise, Cancellation);
        var settings = store.Get<StorageSettings>();
        using (store.Sessions.Begin())
        {
            await Writer.WriteAsync(Raise, Cancellation);
            Assert.False(SqliteStore.TruncateWal(settings));
        }
        Assert.True(SqliteStore.TruncateWal(settings));
        Assert.Equal(0, new FileInfo(store.DatabaseFile + "-wal").Length);
    }

    // A request waits two seconds, which 40 commits on a busy machine can exceed. A starting host waits a minute.
    private static Task WaitLongAsync(GatewayWriter writer) => writer.StartingAsync(Cancellation);

    private GatewayWriter Writer => store.Get<GatewayWriter>();

    // Reads, then writes: in deferred transactions, two concurrent calls would fail.
    private static void Raise(GatewayDbContext context) => context.Set<Generation>().Single(row => row.Name == DirectoryGeneration.Name).Value++;

    private long Directory()
    {
        using var session = store.Sessions.Begin();
        return session.Generation(DirectoryGeneration.Name);
    }
}
