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

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => store.Dispose();

    [Fact]
    public async Task Waiting_lookups_share_a_statement_and_get_their_own_rows()
    {
        store.ImportCards(300);
        Task<CardReading[]>[] lookups;
        Task[] confirmations;
        await using (var holder = new NpgsqlConnection(TestDatabase.ConnectionString(store.Folder) + ";Pooling=false"))
        {
            await holder.OpenAsync(Cancellation);
            await using var transaction = await holder.BeginTransactionAsync(Cancellation);
            await using var locking = new NpgsqlCommand("LOCK TABLE \"Cards\" IN ACCESS EXCLUSIVE MODE", holder, transaction);
            await locking.ExecuteNonQueryAsync(Cancellation);

            // The first is in progress until the lock is released. The others wait for it.
            var first = ReadAsync(1);
            await Eventually.TrueAsync(() => Waiting() == 1);
            confirmations = [.. Enumerable.Range(0, 5).Select(_ => ConfirmAsync())];
            lookups = [first, .. Enumerable.Range(0, 40).Select(index => ReadAsync([.. Enumerable.Range(1 + (index * 7), 10)]))];
            Assert.Equal(1, Waiting());
            Assert.All(lookups, lookup => Assert.False(lookup.IsCompleted));
        }
        foreach (var cards in await Task.WhenAll(lookups))
        {
            Assert.All(cards, card => Assert.True(card.Exists && card.Tag.SequenceEqual(store.Read(card.Number).Tag)));
        }

        await Task.WhenAll(confirmations);

        async Task ConfirmAsync()
        {
            using var session = await OpenAsync(assumed: 0);
            await session.ConfirmAsync();
        }

        long Waiting() => store.Scalar("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
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

        // More often than there are connections: a failed session returns its own.
        for (var round = 0; round < 40; round++)
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
