using Microsoft.EntityFrameworkCore;
using PartnerApi.Core;
using PartnerApi.Sealing;

namespace PartnerApi.Storage;

/// <summary>Makes or migrates the database and checks it, before anything else touches it. Running it again costs a few milliseconds.</summary>
/// <param name="settings">Where the database is.</param>
/// <param name="store">The database.</param>
/// <param name="keys">The secrets to compare with the database's; null for a host that has none.</param>
public sealed class StorageStartup(StorageSettings settings, Store store, IKeyService? keys = null) : IHostedService
{
    /// <summary>Does it all.</summary>
    /// <exception cref="InvalidOperationException">A table or a column does not declare what it holds.</exception>
    /// <exception cref="SettingException">The data folder is of no use, or its database is of a newer version or of other secrets.</exception>
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

    /// <summary>Whether there is a database with tables.</summary>
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
    /// <exception cref="SettingException">As for <see cref="Prepare()"/>, or there is no database.</exception>
    public void PrepareExisting()
    {
        if (!Exists)
        {
            throw new SettingException(store.Setting, store.Setting == StorageSettings.DataSetting
                ? $"there is no database in {settings.DataFolder}. Name the data folder by --data or by this setting."
                : "its database is empty; 'serve', 'cards import' or 'partners add' makes the tables.");
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

    /// <summary>Brings the tables to this version; called within <see cref="Store.PrepareAlone"/>.</summary>
    /// <exception cref="SettingException">The database is of a newer version.</exception>
    public static void Migrate(Store store, GatewayDbContext context)
    {
        var known = context.Database.GetMigrations().ToList();
        var applied = context.Database.GetAppliedMigrations().ToList();
        if (applied.Except(known).Any()) throw new SettingException(store.Setting, "its database was made by a newer version.");
        if (applied.Count < known.Count) store.Migrate(context);
    }

    private void Prepare(GatewayDbContext context)
    {
        Migrate(store, context);
        if (context.Find<Generation>(Generation.Copying) is not null)
            throw new SettingException(store.Setting, "the copy into its database is not finished; run 'storage copy' again.");
        if (keys is not null) SecretCheck.Verify(context, keys);
    }
}
