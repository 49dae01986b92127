using Npgsql;

namespace PartnerApi.Storage.PostgreSql;

/// <summary>A connection to PostgreSQL for short write transactions. It is not reused after a failure.</summary>
internal sealed class PostgreSqlWriteConnection : WriteConnection
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlBatch begin;
    private readonly NpgsqlCommand commit;
    private bool broken;

    /// <summary>Connects, and prepares the statements that every transaction runs.</summary>
    public PostgreSqlWriteConnection(PostgreSqlSources sources)
    {
        connection = sources.Single.CreateConnection();
        begin = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                // A snapshot from before the wait for the lock would not have what the previous writer committed. The server may have another default.
                new NpgsqlBatchCommand("BEGIN ISOLATION LEVEL READ COMMITTED"),
                new NpgsqlBatchCommand($"SELECT pg_advisory_xact_lock({PostgreSqlLocks.Writer})"),
                new NpgsqlBatchCommand(SnapshotGenerations.Sql),
            },
        };

        // Not prepared, so that the tests' proxy recognizes it.
        commit = new NpgsqlCommand("COMMIT", connection);
        try
        {
            PostgreSqlCalls.Guard(Open);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override bool Broken => broken;

    /// <summary>One round trip. The generations are read when the lock is held.</summary>
    public override void Begin() => PostgreSqlCalls.Guard(TakeLock, Break);

    /// <inheritdoc/>
    public override void Commit()
    {
        try
        {
            commit.ExecuteNonQuery();
        }
        catch (Exception error)
        {
            broken = true;
            if (PostgreSqlTrouble.FindInCommit(error) is { } typed) throw typed;
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        begin.Dispose();
        commit.Dispose();
        connection.Dispose();
    }

    /// <inheritdoc/>
    protected override Statement Prepare(string sql) => new PostgreSqlStatement(connection, sql, Break);

    private void Open()
    {
        connection.Open();
        begin.Prepare();
    }

    private void TakeLock()
    {
        using var reader = begin.ExecuteReader();
        reader.NextResult();
        Generations.End(0);
        while (reader.Read()) Generations.Add(reader.GetString(0), reader.GetInt64(1));
    }

    private void Break(Exception error) => broken = true;
}
