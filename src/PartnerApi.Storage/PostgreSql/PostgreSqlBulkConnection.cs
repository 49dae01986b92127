using Npgsql;
using NpgsqlTypes;
using PartnerApi.Core;

namespace PartnerApi.Storage.PostgreSql;

/// <summary>
/// Bulk writing by binary COPY. Rows that no reader sees yet need not be durable at once, because a durable commit makes all earlier ones durable too. A
/// session lock excludes other imports and ends with the connection.
/// </summary>
internal sealed class PostgreSqlBulkConnection : BulkConnection
{
    private const int NoTimeout = 0;
    private const string LongLockTimeout = "SET lock_timeout = '10s'";

    private readonly NpgsqlConnection connection;

    public PostgreSqlBulkConnection(PostgreSqlSources sources)
    {
        connection = sources.Single.CreateConnection();
        try
        {
            PostgreSqlCalls.Guard(connection.Open);
            Execute($"SET synchronous_commit = off; {LongLockTimeout}");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The connection, for transactions of several statements.</summary>
    public NpgsqlConnection Connection => connection;

    /// <inheritdoc/>
    public override bool TryLockImports()
    {
        // Waits for a moment, because the server may not have noticed yet that the previous import's connection has closed.
        Execute($"SET lock_timeout = '{StorageSettings.BusySeconds}s'");
        var locked = TryLock();
        Execute(LongLockTimeout);
        return locked;
    }

    /// <inheritdoc/>
    public override Statement Prepare(string sql) => new PostgreSqlStatement(connection, sql, _ => { }, NoTimeout);

    /// <inheritdoc/>
    public override void RunDurably(Action statements)
    {
        using var transaction = PostgreSqlCalls.Guard(() => connection.BeginTransaction());
        Execute("SET LOCAL synchronous_commit = on");
        statements();
        Commit(transaction);
    }

    /// <inheritdoc/>
    public override BulkInsert PrepareInsert(BulkRows rows, long number) => new CopyInsert(connection, rows, number);

    /// <inheritdoc/>
    public override void Settle()
    {
    }

    /// <summary>Removes deleted rows from the tables' pages, and updates the planner's statistics. The WAL and its archive still contain copies.</summary>
    public override bool Clean(IEnumerable<string> tables)
    {
        foreach (var table in tables) Execute($"VACUUM (ANALYZE) \"{table}\"");
        return true;
    }

    public void Execute(string sql)
    {
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = NoTimeout };
        PostgreSqlCalls.Guard(() => { command.ExecuteNonQuery(); });
    }

    /// <inheritdoc/>
    public override void Dispose() => connection.Dispose();

    private bool TryLock()
    {
        try
        {
            Execute($"SELECT pg_advisory_lock({PostgreSqlLocks.Import})");
            return true;
        }
        catch (StoreUnavailableException error) when (error.Trouble == StoreTrouble.Busy)
        {
            return false;
        }
    }

    private static void Commit(NpgsqlTransaction transaction)
    {
        try
        {
            transaction.Commit();
        }
        catch (Exception error) when (PostgreSqlTrouble.FindInCommit(error) is { } typed)
        {
            throw typed;
        }
    }

    private sealed class CopyInsert(NpgsqlConnection connection, BulkRows layout, long number) : BulkInsert
    {
        private readonly string sql =
            $"COPY \"{layout.Table}\" ({string.Join(", ", layout.Columns.Select(column => $"\"{column.Name}\""))}, \"{layout.NumberColumn}\") FROM STDIN (FORMAT BINARY)";

        private byte[] copied = [];

        public override void Insert(ReadOnlySpan<byte> rows, int count)
        {
            if (copied.Length < rows.Length) copied = new byte[rows.Length];
            rows.CopyTo(copied);
            PostgreSqlCalls.Guard(() => Copy(count));
        }

        public override void Dispose()
        {
        }

        private void Copy(int count)
        {
            var offset = 0;
            using var import = connection.BeginBinaryImport(sql);
            for (var index = 0; index < count; index++)
            {
                import.StartRow();
                foreach (var (_, length) in layout.Columns)
                {
                    import.Write(copied.AsMemory(offset, length), NpgsqlDbType.Bytea);
                    offset += length;
                }
                import.Write(number, NpgsqlDbType.Bigint);
            }
            import.Complete();
        }
    }
}
