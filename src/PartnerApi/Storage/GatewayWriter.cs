using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace PartnerApi.Storage;

/// <summary>
/// Short write transactions through EF, one after another: SQLite has one writer, and a queue costs no thread while it waits. Each begins
/// IMMEDIATE, so that it never finds at its end that another process was first.
/// </summary>
internal sealed class GatewayWriter(IDbContextFactory<GatewayDbContext> contexts) : IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(StorageSettings.BusySeconds);

    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>
    /// Runs <paramref name="change"/> in a write transaction, saves what it changed on the context, and commits. Keep it short and free of other
    /// waiting: it holds the one writer. An exception rolls everything back.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be written, or others held it for two seconds.</exception>
    public async Task<T> WriteAsync<T>(Func<GatewayDbContext, T> change, CancellationToken cancellation = default)
    {
        if (!await turn.WaitAsync(MaxWait, cancellation)) throw new StoreUnavailableException("every writer is waiting", raw.SQLITE_BUSY);
        try
        {
            return Write(change);
        }
        catch (Exception error) when (Trouble(error) is { } code)
        {
            throw StoreUnavailableException.Of(code, error);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The same, for a change that returns nothing.</summary>
    public Task WriteAsync(Action<GatewayDbContext> change, CancellationToken cancellation = default) =>
        WriteAsync(
            context =>
            {
                change(context);
                return 0;
            },
            cancellation);

    /// <summary>
    /// Moves everything from the WAL into the database and empties the file; with <c>secure_delete</c>, the last place where deleted rows were.
    /// False when a reader's open snapshot is in the way: ask again later.
    /// </summary>
    public static bool TruncateWal(StorageSettings settings)
    {
        using var connection = RawConnection.OpenWrite(settings.DatabaseFile);
        return connection.Scalar("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
    }

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();

    private T Write<T>(Func<GatewayDbContext, T> change)
    {
        using var context = contexts.CreateDbContext();
        using var transaction = context.Database.BeginTransaction();
        var result = change(context);
        context.SaveChanges();
        transaction.Commit();
        return result;
    }

    // A broken constraint is the caller's business, not the database's.
    private static int? Trouble(Exception error)
    {
        var sqlite = error as SqliteException ?? error.InnerException as SqliteException;
        return sqlite is null || sqlite.SqliteErrorCode == raw.SQLITE_CONSTRAINT ? null : sqlite.SqliteErrorCode;
    }
}
