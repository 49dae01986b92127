using PartnerApi.Core;
using PartnerApi.Sealing;

namespace PartnerApi.Storage;

/// <summary>
/// Creates or migrates the database and checks it, before anything else uses it. If nothing is missing, it is only read, and without EF, which takes half a
/// second to begin.
/// </summary>
/// <param name="settings">The location of the database.</param>
/// <param name="store">The database.</param>
/// <param name="keys">The secrets to compare with the database's, or null for a host without secrets.</param>
public sealed class StorageStartup(StorageSettings settings, Store store, IKeyService? keys = null) : IHostedService
{
    /// <summary>Creates or migrates the database, and checks its secrets. No table is created before every column declares its content.</summary>
    /// <exception cref="InvalidOperationException">Tables or checks are missing, and a table or column does not declare its content.</exception>
    /// <exception cref="SettingException">The data folder cannot be used, or its database has a newer version or other secrets.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be read or written.</exception>
    public void Prepare()
    {
        try
        {
            DurableFiles.CreateFolder(settings.DataFolder);
            store.CheckConnection();
            if (IsReady()) return;
            using (var context = store.CreateContext()) DeclaredContent.Of(context.Model);
            store.PrepareAlone(Prepare);
        }
        catch (Exception error) when (error is not StoreUnavailableException && store.FindFailure(error) is { } typed)
        {
            throw typed;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(StorageSettings.DataSetting, $"the data folder cannot be used ({error.GetType().Name}).", error);
        }
    }

    /// <summary>True if a database with tables exists.</summary>
    public bool Exists => store.AppliedMigrations().Count > 0;

    /// <summary>Prepares a database that must exist, so that a command creates no empty one in a mistyped data folder.</summary>
    /// <exception cref="SettingException">As for <see cref="Prepare()"/>, or the database does not exist.</exception>
    public void PrepareExisting()
    {
        if (!Exists)
        {
            throw new SettingException(store.Setting, store.Setting == StorageSettings.DataSetting
                ? $"there is no database in {settings.DataFolder}. Name the data folder by --data or by this setting."
                : "its database is empty. Run 'serve', 'cards import', or 'partners add' to create the tables.");
        }
        Prepare();
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Prepare();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Migrates the tables to this version. Call it within <see cref="Store.PrepareAlone"/>.</summary>
    /// <exception cref="SettingException">The database has a newer version.</exception>
    public static void Migrate(Store store, GatewayDbContext context)
    {
        if (!IsCurrent(store)) store.Migrate(context);
    }

    private void Prepare(GatewayDbContext context)
    {
        Migrate(store, context);
        context.AddRange(MissingChecks());
        context.SaveChanges();
    }

    // A host without secrets cannot tell whether another process is about to fill the database, so it waits for that.
    private bool IsReady()
    {
        try
        {
            return keys is not null && IsCurrent(store) && MissingChecks() is [];
        }
        catch (StoreUnavailableException error) when (error.Trouble == StoreTrouble.Busy)
        {
            // Another process migrates it. This one waits for it alone.
            return false;
        }
    }

    private static bool IsCurrent(Store store)
    {
        var (known, applied) = (store.KnownMigrations, store.AppliedMigrations());
        if (applied.Except(known).Any()) throw new SettingException(store.Setting, "its database was created by a newer version. Use that version or a later one.");
        return applied.Count == known.Count;
    }

    // The checks of this process's secrets that the database does not have yet.
    private IReadOnlyList<SecretCheck> MissingChecks() => store.Read(connection =>
    {
        if (connection.Generations.Has(Generation.Copying))
            throw new SettingException(store.Setting, "the copy into its database is not finished. Run 'storage copy' again.");
        return keys is null ? [] : SecretCheck.Verify(connection, keys);
    });
}
