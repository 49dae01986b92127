using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PartnerApi.Core;
using PartnerApi.Sealing;
using PartnerApi.Storage.PostgreSql;
using PartnerApi.Storage.Sqlite;

namespace PartnerApi.Storage.Tests;

public sealed class StorageStartupTests : IDisposable
{
    private readonly TestStore store = new();

    public void Dispose() => store.Dispose();

    [Trait("Store", "Sqlite")]
    [Fact]
    public void New_database_is_durable_deletes_securely_and_is_readable_by_its_owner_only()
    {
        using var session = store.Sessions.Begin();
        using var context = store.Get<IDbContextFactory<GatewayDbContext>>().CreateDbContext();
        Assert.Equal("wal", context.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode").Single());
        Assert.Equal(2, context.Database.SqlQueryRaw<int>("SELECT synchronous AS Value FROM pragma_synchronous").Single());
        Assert.Equal(1, context.Database.SqlQueryRaw<int>("SELECT secure_delete AS Value FROM pragma_secure_delete").Single());
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(store.DatabaseFile));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(store.DatabaseFile + "-wal"));
    }

    [Fact]
    public void Second_start_keeps_the_database()
    {
        store.ImportCards(1);
        using var again = TestStore.Services(store.Folder);
        again.GetRequiredService<StorageStartup>().Prepare();
        Assert.True(store.HasCard(1));
    }

    [Fact]
    public void Database_of_this_version_is_prepared_without_EF()
    {
        var model = store.Get<StoredModel>();
        using var postgreSql = TestDatabase.IsPostgreSql
            ? new PostgreSqlStore(store.Get<PostgreSqlSources>(), new NoContexts<PostgreSqlGatewayDbContext>(), model)
            : null;
        Store withoutContexts = postgreSql is null
            ? new SqliteStore(store.Get<StorageSettings>(), new NoContexts<SqliteGatewayDbContext>(), model)
            : postgreSql;
        var startup = new StorageStartup(store.Get<StorageSettings>(), withoutContexts, store.Get<IKeyService>());
        Assert.True(startup.Exists);
        Assert.Null(Record.Exception(startup.Prepare));

        store.Execute("DELETE FROM \"SecretChecks\" WHERE \"Name\" = 'Lookup'");
        Assert.Equal(NoContexts.Message, Assert.Throws<NotSupportedException>(startup.Prepare).Message);
    }

    // As on a standby. The cards could be read, and the first redemption would fail.
    [Trait("Store", "PostgreSql")]
    [Fact]
    public void Database_that_is_read_only_is_rejected()
    {
        var database = new NpgsqlConnectionStringBuilder(TestDatabase.ConnectionString(store.Folder)).Database;
        store.Execute($"ALTER DATABASE \"{database}\" SET default_transaction_read_only = on");
        using var services = TestStore.Services(store.Folder);
        var error = Assert.Throws<StoreUnavailableException>(services.GetRequiredService<StorageStartup>().Prepare);
        Assert.Equal(StoreTrouble.ReadOnly, error.Trouble);
    }

    // The migration's lock on EF's table lasts longer than a statement waits.
    [Trait("Store", "PostgreSql")]
    [Fact]
    public async Task Start_waits_for_the_migration_of_another_process()
    {
        using var migrating = TestDatabase.Server.Open(new NpgsqlConnectionStringBuilder(TestDatabase.ConnectionString(store.Folder)).Database!);
        Run($"SELECT pg_advisory_lock({PostgreSqlLocks.Preparation}); BEGIN; LOCK TABLE \"__EFMigrationsHistory\" IN ACCESS EXCLUSIVE MODE");
        using var services = TestStore.Services(store.Folder);
        var started = Task.Run(services.GetRequiredService<StorageStartup>().Prepare, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => started.IsCompleted || store.Scalar(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON database = pg_database.oid "
            + "WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted") == 1);
        Assert.False(started.IsCompleted);
        Run($"COMMIT; SELECT pg_advisory_unlock({PostgreSqlLocks.Preparation})");
        await started;

        void Run(string sql)
        {
            using var command = new NpgsqlCommand(sql, migrating);
            command.ExecuteNonQuery();
        }
    }

    [Fact]
    public void Migrations_are_those_that_EF_finds()
    {
        using var context = store.Get<Store>().CreateContext();
        Assert.Equal(context.Database.GetMigrations(), store.Get<Store>().KnownMigrations);
        Assert.Equal(context.Database.GetAppliedMigrations(), store.Get<Store>().AppliedMigrations());
        Assert.Equal(store.Get<Store>().KnownMigrations, store.Get<Store>().AppliedMigrations());

        using var folder = new TemporaryFolder();
        TestDatabase.MakeEmpty(folder.Data);
        using var services = TestStore.Services(folder.Data);
        Assert.Empty(services.GetRequiredService<Store>().AppliedMigrations());
    }

    [Fact]
    public async Task Processes_that_start_together_create_one_database()
    {
        using var folder = new TemporaryFolder();
        TestDatabase.MakeEmpty(folder.Data);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            using var services = TestStore.Services(folder.Data);
            services.GetRequiredService<StorageStartup>().Prepare();
            using var session = services.GetRequiredService<ReadSessions>().Begin();
            Assert.Equal(0, session.Generation("cards"));
        })));
    }

    [Trait("Store", "Sqlite")]
    [Fact]
    public void Lock_left_by_a_killed_migration_does_not_block_the_next_start()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Data);
        using (var connection = RawConnection.OpenWrite(Path.Combine(folder.Data, "partner-api.db")))
        {
            connection.Execute("CREATE TABLE \"__EFMigrationsLock\" (Id INTEGER PRIMARY KEY, Timestamp TEXT NOT NULL)");
            connection.Execute("INSERT INTO \"__EFMigrationsLock\" VALUES (1, '2020-01-01')");
        }
        using var services = TestStore.Services(folder.Data);
        services.GetRequiredService<StorageStartup>().Prepare();
    }

    [Theory]
    [InlineData("Lookup")]
    [InlineData("Facts")]
    [InlineData("Record")]
    public void Secret_of_another_database_is_rejected(string secret)
    {
        using var other = TestStore.Services(store.Folder, ($"Secrets:{secret}:Value", Convert.ToBase64String(new byte[32])));
        var error = Assert.Throws<SettingException>(other.GetRequiredService<StorageStartup>().Prepare);
        Assert.Equal($"Secrets:{secret}", error.Setting);
    }

    [Fact]
    public void Process_for_partners_only_starts_on_the_same_database()
    {
        using var partners = TestStore.Services(store.Folder, ("Gateway:Serve", "Partners"), ("Secrets:Record:Value", ""));
        partners.GetRequiredService<StorageStartup>().Prepare();
    }

    [Fact]
    public void Newer_database_is_rejected()
    {
        store.Execute("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29991231000000_Later', '99.0.0')");
        Assert.Equal(store.Get<Store>().Setting, Assert.Throws<SettingException>(store.Get<StorageStartup>().Prepare).Setting);
    }

    [Trait("Store", "Sqlite")]
    [Fact]
    public void File_that_is_not_a_database_is_rejected_and_kept()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Data);
        var file = Path.Combine(folder.Data, "partner-api.db");
        File.WriteAllText(file, new string('x', 10_000));
        using var services = TestStore.Services(folder.Data);
        Assert.Throws<StoreUnavailableException>(services.GetRequiredService<StorageStartup>().Prepare);
        Assert.Equal(10_000, new FileInfo(file).Length);
    }

    [Fact]
    public void Data_folder_that_cannot_be_created_names_its_setting()
    {
        using var folder = new TemporaryFolder();
        using var services = TestStore.Services(Path.Combine(folder.Write("file", ""), "data"));
        Assert.Equal("Data", Assert.Throws<SettingException>(services.GetRequiredService<StorageStartup>().Prepare).Setting);
    }

    private static class NoContexts
    {
        public const string Message = "EF was used";
    }

    private sealed class NoContexts<TContext> : IDbContextFactory<TContext>
        where TContext : DbContext
    {
        public TContext CreateDbContext() => throw new NotSupportedException(NoContexts.Message);
    }
}
