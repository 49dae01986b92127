using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace PartnerApi.Storage.PostgreSql;

/// <summary>
/// Replaces a pooled connection whose server has restarted since its last use. EF opens a connection for each operation and has sent nothing on it yet, so
/// a second attempt is always safe. This costs one round trip, and is not on the hot path.
/// </summary>
internal sealed class LiveConnections : DbConnectionInterceptor
{
    private const string Probe = "SELECT 1";

    /// <inheritdoc/>
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        var opened = (NpgsqlConnection)connection;
        try
        {
            using var probe = new NpgsqlCommand(Probe, opened);
            probe.ExecuteNonQuery();
        }
        catch (NpgsqlException error) when (IsLost(error))
        {
            NpgsqlConnection.ClearPool(opened);
            opened.Close();
            opened.Open();
        }
    }

    /// <inheritdoc/>
    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        var opened = (NpgsqlConnection)connection;
        try
        {
            await using var probe = new NpgsqlCommand(Probe, opened);
            await probe.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException error) when (IsLost(error))
        {
            NpgsqlConnection.ClearPool(opened);
            await opened.CloseAsync();
            await opened.OpenAsync(cancellationToken);
        }
    }

    // A timeout is not retried, because the caller has waited long enough.
    private static bool IsLost(NpgsqlException error) => error is
        PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown }
        or (not PostgresException and { InnerException: not TimeoutException });
}
