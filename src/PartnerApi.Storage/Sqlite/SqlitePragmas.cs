using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace PartnerApi.Storage.Sqlite;

/// <summary>
/// What every writing connection is set to. FULL: a commit that was answered survives a power loss, also in WAL mode. secure_delete: what is
/// deleted is overwritten; the WAL needs <see cref="SqliteStore.TruncateWal"/> besides. busy_timeout: SQLite itself asks again for the writer's
/// lock, every few milliseconds; ADO.NET's way asks every 150, and seldom meets the moment between two of an import's transactions.
/// </summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    /// <summary>The settings, as one script.</summary>
    public static readonly string Script =
        $"PRAGMA busy_timeout = {StorageSettings.BusySeconds * 1000}; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;";

    /// <summary>The one instance.</summary>
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
