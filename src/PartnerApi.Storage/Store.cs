using Microsoft.EntityFrameworkCore.Migrations;
using PartnerApi.Core;

namespace PartnerApi.Storage;

/// <summary>The operations that differ between the two databases. All other code is common to both.</summary>
public abstract class Store
{
    /// <summary>Selects the ids of the applied migrations.</summary>
    protected const string AppliedSql = $"SELECT \"MigrationId\" FROM \"{HistoryRepository.DefaultTableName}\" ORDER BY 1";

    /// <summary>Opens a connection for reads without EF.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be opened.</exception>
    public abstract StoreConnection OpenRead();

    /// <summary>
    /// Reads on a connection of its own, on one snapshot. A request can call this while it holds a session, for what is cached until it changes.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    public T Read<T>(Func<StoreConnection, T> read)
    {
        var connection = BeginRead();
        T result;
        try
        {
            result = read(connection);
            connection.Commit();
        }
        catch
        {
            connection.Dispose();
            throw;
        }
        EndRead(connection);
        return result;
    }

    /// <summary>Begins the transaction of <see cref="Read"/>.</summary>
    protected virtual StoreConnection BeginRead() => Begin(OpenRead());

    /// <summary>Takes the connection of a successful <see cref="Read"/> back.</summary>
    protected virtual void EndRead(StoreConnection connection) => connection.Dispose();

    /// <summary>Begins a transaction, or disposes the connection.</summary>
    protected static StoreConnection Begin(StoreConnection connection)
    {
        try
        {
            connection.Begin();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The lookups that several requests share; null if each request reads in a transaction of its own.</summary>
    internal virtual SharedLookups? Shared => null;

    /// <summary>Creates a context for reading.</summary>
    public abstract GatewayDbContext CreateContext();

    /// <summary>
    /// Runs <paramref name="change"/> in a transaction that excludes the writers of other processes, saves, and commits. An exception rolls back.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be written, or others locked it for too long.</exception>
    public abstract T Write<T>(Func<GatewayDbContext, T> change);

    /// <summary>Opens a connection for short write transactions with prepared statements.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be opened.</exception>
    public abstract StoreConnection OpenWrite();

    /// <summary>Opens a connection for bulk writing.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be opened.</exception>
    public abstract BulkConnection OpenBulk();

    /// <summary>The ids of the migrations that this version has, in order.</summary>
    public abstract IReadOnlyList<string> KnownMigrations { get; }

    /// <summary>Checks that the connection gives what this code relies on.</summary>
    /// <exception cref="SettingException">It leads to something else than the database.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be reached, or cannot be written.</exception>
    public virtual void CheckConnection()
    {
    }

    /// <summary>Reads the ids of the migrations that were applied, without EF. None if there is no database, or no table in it.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    public abstract IReadOnlyList<string> AppliedMigrations();

    /// <summary>
    /// Runs <paramref name="work"/> while no other process prepares the same database. Creates the database's files or tables that this needs first. Call
    /// <see cref="CheckConnection"/> before it.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read or written.</exception>
    public abstract void PrepareAlone(Action<GatewayDbContext> work);

    /// <summary>Applies the missing migrations. Call it within <see cref="PrepareAlone"/>.</summary>
    public abstract void Migrate(GatewayDbContext context);

    /// <summary>The failure of this database that an exception is or was caused by; null when it is something else, such as a violated constraint.</summary>
    public StoreUnavailableException? FindFailure(Exception? error) => StoreUnavailableException.Find(error, Recognize);

    /// <summary>The typed exception for one of the provider's exceptions; null for any other.</summary>
    protected abstract StoreUnavailableException? Recognize(Exception error);

    /// <summary>The setting that selects the database, to name it in errors.</summary>
    public abstract string Setting { get; }
}
