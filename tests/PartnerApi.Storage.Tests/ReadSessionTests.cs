using PartnerApi.Core;
using PartnerApi.Partners;
using PartnerApi.Storage.Sqlite;

namespace PartnerApi.Storage.Tests;

public sealed class ReadSessionTests : IDisposable
{
    private const string CardGeneration = "cards";

    private static readonly Query Count = new("SELECT count(*) FROM \"Cards\"");

    private readonly TestStore store = new();

    public void Dispose() => store.Dispose();

    [Fact]
    public void Session_reads_its_snapshot_while_others_write()
    {
        using var before = store.Sessions.Begin();
        store.ImportCards(1);
        Assert.Equal(0, before.Generation(CardGeneration));
        Assert.Equal(0, Number(before));
        using var after = store.Sessions.Begin();
        Assert.Equal(1, after.Generation(CardGeneration));
        Assert.Equal(1, Number(after));
    }

    [Fact]
    public void Session_cannot_write()
    {
        using var session = store.Sessions.Begin();
        var error = Assert.Throws<StoreUnavailableException>(() => session.Statement(new Query("DELETE FROM \"Generations\"")).Run());
        Assert.Equal(StoreTrouble.ReadOnly, error.Trouble);
    }

    [Fact]
    public void Broken_connection_is_not_reused()
    {
        using (var session = store.Sessions.Begin())
        {
            Assert.Throws<StoreUnavailableException>(() => session.Statement(new Query("SELECT nothing FROM \"Cards\"")));
        }
        using var next = store.Sessions.Begin();
        Assert.Equal(0, Number(next));
    }

    [Fact]
    public void Statements_survive_a_schema_change_by_another_process()
    {
        using (var session = store.Sessions.Begin()) Assert.Equal(0, Number(session));
        store.Execute("ALTER TABLE \"Cards\" ADD COLUMN \"Later\" text");
        using var next = store.Sessions.Begin();
        Assert.Equal(0, Number(next));
    }

    [Fact]
    public void Unknown_generation_throws_an_argument_exception()
    {
        using var session = store.Sessions.Begin();
        Assert.Throws<ArgumentException>(() => session.Generation("nothing"));
    }

    [Fact]
    public void Pooled_session_finds_a_new_generation()
    {
        store.Sessions.Begin().Dispose();
        store.Execute("INSERT INTO \"Generations\" VALUES ('aaa', 7)");
        using var session = store.Sessions.Begin();
        Assert.Equal(7, session.Generation("aaa"));
        Assert.Equal(0, session.Generation(DirectoryGeneration.Name));
    }

    [Fact]
    public void Disposed_session_rejects_calls_and_can_be_disposed_again()
    {
        var session = store.Sessions.Begin();
        session.Dispose();
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Generation(CardGeneration));
    }

    [Fact]
    public void Session_beyond_the_limit_is_refused_until_one_is_returned()
    {
        using var sessions = new ReadSessions(store.Get<Store>(), store.Get<StorageSettings>() with { MaxReadSessions = 2 });
        using (sessions.Begin())
        using (sessions.Begin())
        {
            Assert.Equal(StoreTrouble.Busy, Assert.Throws<StoreUnavailableException>(sessions.Begin).Trouble);
        }
        sessions.Begin().Dispose();
    }

    [Trait("Store", "Sqlite")]
    [Fact]
    public void Missing_database_is_unavailable_until_it_exists()
    {
        using var sessions = new ReadSessions(Later(), store.Get<StorageSettings>());
        for (var i = 0; i < 50; i++) Assert.Throws<StoreUnavailableException>(sessions.Begin);
        using var later = TestStore.Services(Path.Combine(store.Folder, "later"));
        ((StorageStartup)later.GetService(typeof(StorageStartup))!).Prepare();
        sessions.Begin().Dispose();
    }

    // Reading a mapped page that the file no longer has would crash the process.
    [Trait("Store", "Sqlite")]
    [Fact]
    public void Vacuum_shrinks_a_mapped_file_without_breaking_sessions()
    {
        const int count = 3_000;
        using var other = RawConnection.OpenWrite(store.DatabaseFile);
        other.Execute(
            "CREATE TABLE Filler AS WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT randomblob(4000) FROM n");
        store.ImportCards(count);
        AssertAll();
        var before = new FileInfo(store.DatabaseFile).Length;

        other.Execute("DROP TABLE Filler; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
        Assert.InRange(new FileInfo(store.DatabaseFile).Length, 1, before / 2);
        AssertAll();

        void AssertAll() => Assert.All(Enumerable.Range(1, count), payload => Assert.True(store.HasCard(payload)));
    }

    [Fact]
    public async Task Many_callers_share_the_pool()
    {
        store.ImportCards(50);
        await Parallel.ForAsync(1, 2_000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, (index, _) =>
        {
            Assert.Equal(index <= 50, store.HasCard(index));
            return ValueTask.CompletedTask;
        });
    }

    private SqliteStore Later() => new(new StorageSettings(Path.Combine(store.Folder, "later")), null!, store.Get<StoredModel>());

    private static long Number(ReadSession session)
    {
        var statement = session.Statement(Count);
        Assert.True(statement.Step());
        var count = statement.Int64(0);
        statement.Reset();
        return count;
    }
}
