using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace PartnerApi.Storage.Sqlite;

/// <summary>
/// The settings of every write connection. FULL: a completed commit survives a power loss, even in WAL mode. secure_delete: deleted data is overwritten;
/// for the WAL, <see cref="SqliteStore.TruncateWal"/> is needed too. busy_timeout: SQLite itself retries the write lock every few milliseconds. ADO.NET
/// would retry every 150 ms and would often miss the moment between two transactions of an import.
/// </summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    public static readonly string Script =
        $"PRAGMA busy_timeout = {StorageSettings.BusySeconds * 1000}; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;";

    public static readonly SqlitePragmas Instance = new();

    /// <inheritdoc/>
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Script;
        command.ExecuteNonQuery();
    }

    /// <inheritdoc/>
    public override Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
