using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PartnerApi.Cards;
using PartnerApi.Core;
using PartnerApi.Partners;
using PartnerApi.Sealing;
using PartnerApi.Storage;

namespace PartnerApi.Tests.Storage;

/// <summary>Lookups that wait at the same moment share a statement on PostgreSQL. Each gets its own rows, of one snapshot that begins after it arrived.</summary>
[Trait("Store", "PostgreSql")]
public sealed class SharedLookupTests : IDisposable
{
    private readonly TestStore store = new();

    private string Database => new NpgsqlConnectionStringBuilder(TestDatabase.ConnectionString(store.Folder)).Database!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => store.Dispose();

    [Fact]
    public async Task Waiting_lookups_share_a_statement_and_get_their_own_rows()
    {
        const int requests = 200;
        store.ImportCards(requests + 10);
        await ReadAsync(1);
        var statements = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.TagObjects.Any(tag => tag.Value is string text && text == Database)) Interlocked.Increment(ref statements);
            },
        };
        ActivitySource.AddActivityListener(listener);
        var lookups = Enumerable.Range(1, requests).Select(payload => ReadAsync([.. Enumerable.Range(payload, 10)])).ToList();
        var confirmations = Enumerable.Range(0, requests).Select(_ => ConfirmAsync()).ToList();
        var found = await Task.WhenAll(lookups);
        await Task.WhenAll(confirmations);

        // Each lookup alone would be a statement. The first ones may begin before the others arrive.
        Assert.InRange(statements, 1, requests / 2);
        Assert.All(found, cards => Assert.All(cards, card => Assert.True(card.Exists && card.Tag.SequenceEqual(store.Read(card.Number).Tag))));

        async Task ConfirmAsync()
        {
            using var session = await OpenAsync(assumed: 0);
            await session.ConfirmAsync();
        }
    }

    // A listener in place of the server closes each connection, while the gate is open.
    [Fact]
    public async Task Waiting_lookups_fail_together_instead_of_trying_one_after_another()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        using var folder = new TemporaryFolder();
        var address = $"Host=127.0.0.1;Port={((IPEndPoint)server.LocalEndpoint).Port};Database=none;Username=none";
        await using var services = TestStore.Services(folder.Data, (StorageSettings.PostgreSqlSetting, address));
        var (connections, gate) = (0, Task.CompletedTask);
        var closing = CloseConnectionsAsync();
        await FailAsync(1);
        var attempt = connections;

        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gate = open.Task;
        var first = FailAsync(1);
        await Eventually.TrueAsync(() => Volatile.Read(ref connections) > attempt);

        // Six statements, if they were tried.
        var others = Enumerable.Range(0, 12).Select(_ => FailAsync(100)).ToList();
        open.SetResult();
        await Task.WhenAll([first, .. others]);
        Assert.InRange(connections - attempt, attempt, 2 * attempt);
        server.Stop();
        await closing;

        async Task FailAsync(int count)
        {
            using var session = await services.GetRequiredService<ReadSessions>().OpenAsync(Cancellation);
            session.Assume(DirectoryGeneration.Name, 0);
            var numbers = Enumerable.Range(1, count).Select(payload => TestLines.Number(payload)).ToArray();
            await Assert.ThrowsAsync<StoreUnavailableException>(() => services.GetRequiredService<CardReader>().ReadAsync(session, numbers).AsTask());
        }

        async Task CloseConnectionsAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await server.AcceptTcpClientAsync(Cancellation);
                    Interlocked.Increment(ref connections);
                    await gate;
                }
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // The test has ended.
            }
        }
    }

    [Fact]
    public async Task Unknown_and_repeated_numbers_keep_their_places()
    {
        store.ImportCards(3);
        var cards = await ReadAsync(2, 99, 1, 2, 98, 3);
        Assert.Equal([true, false, true, true, false, true], cards.Select(card => card.Exists));
        Assert.All(cards.Where(card => card.Exists), card => Assert.True(card.Tag.SequenceEqual(store.Read(card.Number).Tag)));
    }

    [Fact]
    public async Task Lookup_finds_the_row_of_the_visible_generation()
    {
        store.ImportCards(2);
        store.Execute("UPDATE Generations SET Value = 2 WHERE Name = 'cards-written'");
        store.Execute("INSERT INTO Cards SELECT Tag, 2, Status, Facts, RecordKey FROM Cards WHERE Generation = 1");
        store.Execute("UPDATE Cards SET Status = substr(Status, 1, 8) WHERE Generation = 2");
        Assert.All(await ReadAsync(1, 2), card => Assert.True(card.Exists));

        store.Execute("UPDATE Generations SET Value = 2 WHERE Name = 'cards'");
        await Assert.ThrowsAsync<SealBrokenException>(() => ReadAsync(1, 2));
    }

    [Fact]
    public async Task Session_that_relied_on_an_earlier_state_fails_in_every_way_to_read()
    {
        store.ImportCards(1);
        var reads = new Func<ReadSession, Task>[]
        {
            session => store.Cards.ReadAsync(session, new[] { TestLines.Number(1) }).AsTask(),
            session => session.ConfirmAsync().AsTask(),
            session => session.BeginAsync(Cancellation).AsTask(),
            session => Task.Run(() => store.Cards.Read(session, TestLines.Number(1))),
        };

        // Half of the reads take a connection of the pool. There are more rounds than connections, so a failed session must return its own.
        for (var round = 0; round < 80; round++)
        {
            using var session = await OpenAsync(assumed: 0);
            if (round == 0) store.Execute("UPDATE Generations SET Value = 1 WHERE Name = 'directory'");
            await Assert.ThrowsAsync<SnapshotOutdatedException>(() => reads[round % reads.Length](session));
            Assert.False(session.HasTransaction);
        }
        using var current = await OpenAsync(assumed: 1);
        foreach (var read in reads) await read(current);
    }

    [Fact]
    public async Task Session_does_not_mix_snapshots()
    {
        store.ImportCards(1);
        using var session = await OpenAsync(assumed: 0);
        await store.Cards.ReadAsync(session, new[] { TestLines.Number(1) });
        Assert.Equal(1, session.Generation(CardGenerations.Visible));
        Assert.False(session.HasTransaction);

        store.ImportCards(2);
        await Assert.ThrowsAsync<SnapshotOutdatedException>(() => store.Cards.ReadAsync(session, new[] { TestLines.Number(1) }).AsTask());
        Assert.Throws<SnapshotOutdatedException>(() => store.Cards.Read(session, TestLines.Number(1)));
    }

    [Fact]
    public async Task Lookup_of_a_session_with_a_transaction_reads_its_snapshot()
    {
        using var session = await store.Sessions.BeginAsync(Cancellation);
        store.ImportCards(1);
        Assert.False(Assert.Single(await store.Cards.ReadAsync(session, new[] { TestLines.Number(1) })).Exists);
        Assert.True(Assert.Single(await ReadAsync(1)).Exists);
    }

    [Fact]
    public async Task Ended_session_looks_nothing_up()
    {
        var session = await OpenAsync(assumed: 0);
        session.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.Cards.ReadAsync(session, new[] { TestLines.Number(1) }).AsTask());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => session.BeginAsync(Cancellation).AsTask());
        Assert.Throws<ObjectDisposedException>(() => session.Generation(DirectoryGeneration.Name));
        Assert.Throws<ObjectDisposedException>(() => store.Cards.Read(session, TestLines.Number(1)));
    }

    private async Task<CardReading[]> ReadAsync(params int[] payloads)
    {
        using var session = await OpenAsync(assumed: long.MaxValue);
        return await store.Cards.ReadAsync(session, payloads.Select(payload => TestLines.Number(payload)).ToArray());
    }

    private async Task<ReadSession> OpenAsync(long assumed)
    {
        var session = await store.Sessions.OpenAsync(Cancellation);
        session.Assume(DirectoryGeneration.Name, assumed);
        return session;
    }
}
