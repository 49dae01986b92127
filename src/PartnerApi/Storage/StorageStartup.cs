using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using PartnerApi.Sealing;

namespace PartnerApi.Storage;

/// <summary>Makes or migrates the database and checks it, before anything else touches it. Running it again costs a few milliseconds.</summary>
/// <param name="settings">Where the database is.</param>
/// <param name="contexts">The database's model.</param>
/// <param name="keys">The secrets to compare with the database's; null for a host that has none.</param>
internal sealed class StorageStartup(StorageSettings settings, IDbContextFactory<GatewayDbContext> contexts, IKeyService? keys = null)
    : IHostedService
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    /// <summary>Does it all.</summary>
    /// <exception cref="InvalidOperationException">A table or a column does not declare what it holds.</exception>
    /// <exception cref="SettingException">The data folder is of no use, or its database is of a newer version or of other secrets.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be read or written.</exception>
    public void Prepare()
    {
        using var context = contexts.CreateDbContext();
        DeclaredContent.Of(context.Model);
        try
        {
            CreateFolder();
            using var alone = FileLock.Wait(Path.Combine(settings.DataFolder, "migrate.lock"), MaxWait);
            CreateFile();
            Migrate(context);
            if (keys is not null) SecretCheck.Verify(context, keys);
        }
        catch (SqliteException error)
        {
            throw StoreUnavailableException.Of(error.SqliteErrorCode, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(StorageSettings.DataSetting, $"the data folder cannot be used ({error.GetType().Name}).", error);
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Prepare();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(settings.DataFolder);
        else Directory.CreateDirectory(settings.DataFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    // For the owner only from the first moment (SQLite gives its WAL the same mode), and in WAL mode before the first table.
    private void CreateFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(settings.DatabaseFile, options))
        {
            if (file.Length > 0) return;
        }
        using var connection = RawConnection.OpenWrite(settings.DatabaseFile);
        connection.Execute("PRAGMA journal_mode = WAL");
    }

    private static void Migrate(GatewayDbContext context)
    {
        var known = context.Database.GetMigrations().ToList();
        var applied = context.Database.GetAppliedMigrations().ToList();
        if (applied.Except(known).Any()) throw new SettingException(StorageSettings.DataSetting, "its database was made by a newer version.");
        if (applied.Count == known.Count) return;

        // We hold our own lock, which ends with its process; EF's stays behind when a migration is killed, and would be waited for for ever.
        context.Database.ExecuteSqlRaw("DROP TABLE IF EXISTS \"__EFMigrationsLock\"");
        context.Database.Migrate();
    }
}
