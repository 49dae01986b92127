using Microsoft.EntityFrameworkCore;
using PartnerApi.Core;
using PartnerApi.Sealing;

namespace PartnerApi.Storage;

/// <summary>Creates or migrates the database and checks it, before anything else uses it. Running it again takes a few milliseconds.</summary>
/// <param name="settings">The location of the database.</param>
/// <param name="store">The database.</param>
/// <param name="keys">The secrets to compare with the database's, or null for a host without secrets.</param>
public sealed class StorageStartup(StorageSettings settings, Store store, IKeyService? keys = null) : IHostedService
{
    /// <summary>Creates or migrates the database, and checks its content declarations and secrets.</summary>
    /// <exception cref="InvalidOperationException">A table or column does not declare its content.</exception>
    /// <exception cref="SettingException">The data folder cannot be used, or its database has a newer version or other secrets.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be read or written.</exception>
    public void Prepare()
    {
        using (var context = store.CreateContext()) DeclaredContent.Of(context.Model);
        try
        {
            DurableFiles.CreateFolder(settings.DataFolder);
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
    public bool Exists
    {
        get
        {
            if (store.Setting == StorageSettings.DataSetting && !File.Exists(settings.DatabaseFile)) return false;
            using var context = store.CreateContext();
            return context.Database.GetAppliedMigrations().Any();
        }
    }

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
        var known = context.Database.GetMigrations().ToList();
        var applied = context.Database.GetAppliedMigrations().ToList();
        if (applied.Except(known).Any()) throw new SettingException(store.Setting, "its database was created by a newer version. Use that version or a later one.");
        if (applied.Count < known.Count) store.Migrate(context);
    }

    private void Prepare(GatewayDbContext context)
    {
        Migrate(store, context);
        if (context.Find<Generation>(Generation.Copying) is not null)
            throw new SettingException(store.Setting, "the copy into its database is not finished. Run 'storage copy' again.");
        if (keys is not null) SecretCheck.Verify(context, keys);
    }
}
