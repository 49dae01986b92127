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
                new NpgsqlBatchCommand("BEGIN"),
                new NpgsqlBatchCommand($"SELECT pg_advisory_xact_lock({PostgreSqlLocks.Writer})"),
                new NpgsqlBatchCommand(SnapshotGenerations.Sql),
            },
        };
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

    /// <summary>Closes the connection, which costs little, because failures are rare.</summary>
    public override void RollBack() => broken = true;

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
        commit.Prepare();
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
