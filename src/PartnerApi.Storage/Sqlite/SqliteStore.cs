using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using PartnerApi.Core;

namespace PartnerApi.Storage.Sqlite;

/// <summary>The database in a SQLite file of the data folder.</summary>
public sealed class SqliteStore(StorageSettings settings, IDbContextFactory<SqliteGatewayDbContext> contexts, StoredModel model) : Store
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override StoreUnavailableException? Recognize(Exception error) => SqliteTrouble.Find(error);

    /// <inheritdoc/>
    public override string Setting => StorageSettings.DataSetting;

    /// <inheritdoc/>
    public override StoreConnection OpenRead() => SqliteStoreConnection.ForReading(settings.DatabaseFile);

    /// <inheritdoc/>
    public override GatewayDbContext CreateContext() => contexts.CreateDbContext();

    /// <summary>Each transaction begins IMMEDIATE, so that it cannot fail later because another process wrote first.</summary>
    public override T Write<T>(Func<GatewayDbContext, T> change)
    {
        using var context = CreateContext();
        using var transaction = context.Database.BeginTransaction();
        var result = change(context);
        context.SaveChanges();
        transaction.Commit();
        return result;
    }

    /// <inheritdoc/>
    public override StoreConnection OpenWrite() => SqliteStoreConnection.ForWriting(settings.DatabaseFile);

    /// <inheritdoc/>
    public override BulkConnection OpenBulk() => new SqliteBulkConnection(settings.DatabaseFile);

    /// <inheritdoc/>
    public override IReadOnlyList<string> KnownMigrations => model.MigrationsOf(typeof(SqliteGatewayDbContext));

    /// <inheritdoc/>
    public override IReadOnlyList<string> AppliedMigrations()
    {
        if (!File.Exists(settings.DatabaseFile)) return [];
        using var connection = RawConnection.OpenRead(settings.DatabaseFile);
        if (connection.Scalar($"SELECT count(*) FROM sqlite_master WHERE name = '{HistoryRepository.DefaultTableName}'") == 0) return [];
        using var applied = connection.Prepare(AppliedSql);
        var ids = new List<string>();
        while (applied.Step()) ids.Add(applied.Text(0));
        return ids;
    }

    /// <inheritdoc/>
    public override void PrepareAlone(Action<GatewayDbContext> work)
    {
        const string name = "migrate.lock";
        using var alone = FileLock.Wait(Path.Combine(settings.DataFolder, name), MaxWait)
            ?? throw new StoreUnavailableException($"another process holds {name}", StoreTrouble.Busy);
        CreateFile();
        using var context = CreateContext();
        work(context);
    }

    /// <inheritdoc/>
    public override void Migrate(GatewayDbContext context)
    {
        // The caller holds a lock that ends with its process. EF's lock stays when a migration is killed, and would block forever.
        context.Database.ExecuteSqlRaw("DROP TABLE IF EXISTS \"__EFMigrationsLock\"");
        context.Database.Migrate();
    }

    /// <summary>
    /// Checkpoints the whole WAL into the database and truncates the file, which with <c>secure_delete</c> is the last place of deleted rows. Returns false
    /// if a reader's open snapshot prevents it: try again later.
    /// </summary>
    public static bool TruncateWal(StorageSettings settings, bool mayWait = true)
    {
        using var connection = RawConnection.OpenWrite(settings.DatabaseFile);
        if (!mayWait) connection.Execute("PRAGMA busy_timeout = 0");
        return connection.Scalar("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
    }

    // The file is readable by its owner only from its creation (SQLite gives its WAL the same mode), and in WAL mode before the first table.
    private void CreateFile()
    {
        using (var file = PrivateFile.Open(settings.DatabaseFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0))
        {
            if (file.Length > 0) return;
        }
        DurableFiles.FlushFolder(settings.DataFolder);
        using var connection = RawConnection.OpenWrite(settings.DatabaseFile);
        connection.Execute("PRAGMA journal_mode = WAL");
    }
}
