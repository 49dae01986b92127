using PartnerApi.Core;

namespace PartnerApi.Storage;

/// <summary>What differs between the two databases; everything else is written once.</summary>
public abstract class Store
{
    /// <summary>Opens a connection for the hot path's reads.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be opened.</exception>
    public abstract ReadConnection OpenRead();

    /// <summary>A context for reading, or for writing within <see cref="Write"/>.</summary>
    public abstract GatewayDbContext CreateContext();

    /// <summary>
    /// Runs <paramref name="change"/> in a transaction that no other process's writer overlaps, saves and commits. An exception rolls back.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be written, or others held it for its stated time.</exception>
    public abstract T Write<T>(Func<GatewayDbContext, T> change);

    /// <summary>Opens a connection for bulk writing.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be opened.</exception>
    public abstract BulkConnection OpenBulk();

    /// <summary>
    /// Runs <paramref name="work"/> while no other process prepares the same database; first makes what the database itself needs to be there.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read or written.</exception>
    public abstract void PrepareAlone(Action<GatewayDbContext> work);

    /// <summary>Applies the migrations that are missing; called within <see cref="PrepareAlone"/>.</summary>
    public abstract void Migrate(GatewayDbContext context);

    /// <summary>The failure of this database that an exception is or was caused by; null when it is something else, such as a violated constraint.</summary>
    public StoreUnavailableException? FindFailure(Exception? error) => StoreUnavailableException.Find(error, Recognize);

    /// <summary>The typed exception for one of the provider's exceptions; null for any other.</summary>
    protected abstract StoreUnavailableException? Recognize(Exception error);

    /// <summary>The setting that chose the database, for what is wrong with it as a whole.</summary>
    public abstract string Setting { get; }
}
