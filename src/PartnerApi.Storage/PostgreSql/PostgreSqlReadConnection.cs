using Npgsql;

namespace PartnerApi.Storage.PostgreSql;

/// <summary>A read connection to PostgreSQL. It is not reused after a failure, because its transaction is lost, and perhaps its server too.</summary>
internal sealed class PostgreSqlReadConnection : ReadConnection
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlBatch begin;
    private readonly NpgsqlCommand commit;
    private bool broken;

    /// <summary>Connects, and prepares the statements that every session runs.</summary>
    public PostgreSqlReadConnection(PostgreSqlSources sources)
    {
        connection = sources.Single.CreateConnection();
        begin = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
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

    /// <inheritdoc/>
    public override void Begin() => PostgreSqlCalls.Guard(ReadGenerations, Break);

    /// <inheritdoc/>
    public override void End() => PostgreSqlCalls.Guard(() => { commit.ExecuteNonQuery(); }, Break);

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

    // One round trip: BEGIN is sent together with the first statement, which takes the snapshot.
    private void ReadGenerations()
    {
        using var reader = begin.ExecuteReader();
        Generations.End(0);
        while (reader.Read()) Generations.Add(reader.GetString(0), reader.GetInt64(1));
    }

    private void Break(Exception error) => broken = true;
}
