using Npgsql;
using PartnerApi.Core;

namespace PartnerApi.Storage.PostgreSql;

/// <summary>
/// Refuses connection poolers on which the gateway's guarantees would fail: one that drops settings of the connection, and one that gives a connection
/// another server session for each transaction, because locks and prepared statements belong to a session.
/// </summary>
internal static class PostgreSqlPoolers
{
    // A pooler in transaction mode may give a connection the same session several times.
    private const int Attempts = 20;

    private const string Settings =
        "SELECT concat_ws(' ', current_setting('transaction_isolation'), current_setting('lock_timeout'), current_setting('synchronous_commit'))";

    private static readonly string Expected = $"repeatable read {StorageSettings.BusySeconds}s on";

    /// <summary>Checks where the connection string leads.</summary>
    /// <exception cref="SettingException">It leads to a pooler that cannot be used.</exception>
    /// <exception cref="StoreUnavailableException">The server cannot be reached.</exception>
    public static void Check(PostgreSqlSources sources) => PostgreSqlCalls.Guard(() =>
    {
        using var first = sources.Lookups.OpenConnection();
        using var settings = new NpgsqlCommand(Settings, first);
        if (!Expected.Equals(settings.ExecuteScalar())) throw Refused("drops settings of the connection");

        // A pooler announces a number of its own for each connection.
        var session = SessionOf(first);
        if (session == first.ProcessID) return;
        using var second = sources.Lookups.OpenConnection();
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (SessionOf(second) == session || SessionOf(first) != session) throw Refused("gives a connection another server session for each transaction");
        }
    });

    private static int SessionOf(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand("SELECT pg_backend_pid()", connection);
        return (int)command.ExecuteScalar()!;
    }

    private static SettingException Refused(string reason) => new(
        StorageSettings.PostgreSqlSetting, $"it leads to a connection pooler that {reason}. Connect to the server directly, or through a proxy for TCP.");
}
