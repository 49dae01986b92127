using Npgsql;

namespace PartnerApi.Storage.PostgreSql;

/// <summary>
/// A connection to PostgreSQL with prepared statements. It is not reused after a failure, because its transaction is lost, and perhaps its server too.
/// </summary>
internal sealed class PostgreSqlStoreConnection : StoreConnection
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlBatch begin;
    private readonly NpgsqlCommand commit;
    private readonly Dictionary<KeyedQuery, (PostgreSqlKeyedLookup Lookup, NpgsqlCommand Command)> lookups = [];
    private bool broken;

    // The last statement of a beginning reads the generations.
    private PostgreSqlStoreConnection(PostgreSqlSources sources, params IEnumerable<string> beginning)
    {
        connection = sources.Single.CreateConnection();
        begin = new NpgsqlBatch(connection);
        foreach (var sql in beginning) begin.BatchCommands.Add(new NpgsqlBatchCommand(sql));
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

    /// <summary>Connects for reading. The first statement after BEGIN takes the snapshot.</summary>
    public static PostgreSqlStoreConnection ForReading(PostgreSqlSources sources) =>
        new(sources, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", SnapshotGenerations.Sql);

    /// <summary>
    /// Connects for writing. READ COMMITTED, whatever the server's default is: a snapshot taken before the wait for the lock would lack the changes of the
    /// previous writer.
    /// </summary>
    public static PostgreSqlStoreConnection ForWriting(PostgreSqlSources sources) =>
        new(sources, "BEGIN ISOLATION LEVEL READ COMMITTED", PostgreSqlLocks.TakeWriter, SnapshotGenerations.Sql);

    /// <summary>One round trip.</summary>
    public override void Begin() => PostgreSqlCalls.Guard(ReadGenerations, Break);

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

    /// <summary>One round trip.</summary>
    public override void Find(KeyedRows rows) => PostgreSqlCalls.Guard(() => Look(rows), Break);

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        foreach (var (_, command) in lookups.Values) command.Dispose();
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

    private void ReadGenerations()
    {
        using var reader = begin.ExecuteReader();

        // BEGIN has no result, but taking a lock has one.
        for (var earlier = begin.BatchCommands.Count - 2; earlier > 0; earlier--) reader.NextResult();
        Generations.End(0);
        while (reader.Read()) Generations.Add(reader.GetString(0), reader.GetInt64(1));
    }

    private void Look(KeyedRows rows)
    {
        var (lookup, command) = lookups.TryGetValue(rows.Query, out var known) ? known : lookups[rows.Query] = Prepare(rows.Query);
        if (lookup.NeedsPlace(Generations))
        {
            using var any = new NpgsqlCommand(lookup.PlaceSql, connection);
            lookup.SetPlace(any.ExecuteScalar(), Generations);
        }
        lookup.SetKeys(rows);
        using var reader = command.ExecuteReader();
        while (reader.Read()) lookup.Take(reader);
    }

    private (PostgreSqlKeyedLookup Lookup, NpgsqlCommand Command) Prepare(KeyedQuery query)
    {
        var lookup = new PostgreSqlKeyedLookup(query);
        var command = new NpgsqlCommand(lookup.Sql, connection);
        foreach (var parameter in lookup.Parameters) command.Parameters.Add(parameter);
        command.Prepare();
        return (lookup, command);
    }

    private void Break(Exception error) => broken = true;
}
