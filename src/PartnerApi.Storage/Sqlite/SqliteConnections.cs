namespace PartnerApi.Storage.Sqlite;

/// <summary>A read connection to the SQLite file.</summary>
internal sealed class SqliteReadConnection : ReadConnection
{
    private readonly RawConnection connection;
    private readonly SqliteTransaction transaction;

    public SqliteReadConnection(string file)
    {
        connection = RawConnection.OpenRead(file);
        transaction = SqliteTransaction.Prepare(connection, "BEGIN");
    }

    /// <inheritdoc/>
    public override bool Broken => connection.Broken;

    /// <inheritdoc/>
    public override void Begin() => transaction.Begin(Generations);

    /// <inheritdoc/>
    public override void End() => transaction.Commit();

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        transaction.Dispose();
        connection.Dispose();
    }

    /// <inheritdoc/>
    protected override Statement Prepare(string sql) => connection.Prepare(sql);
}

/// <summary>A connection for short write transactions on the SQLite file.</summary>
internal sealed class SqliteWriteConnection : WriteConnection
{
    private readonly RawConnection connection;
    private readonly SqliteTransaction transaction;

    public SqliteWriteConnection(string file)
    {
        connection = RawConnection.OpenWrite(file);

        // IMMEDIATE, so that a transaction cannot fail later because another process wrote first.
        transaction = SqliteTransaction.Prepare(connection, "BEGIN IMMEDIATE");
    }

    /// <inheritdoc/>
    public override bool Broken => connection.Broken;

    /// <inheritdoc/>
    public override void Begin() => transaction.Begin(Generations);

    /// <inheritdoc/>
    public override void Commit() => transaction.Commit();

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        transaction.Dispose();
        connection.Dispose();
    }

    /// <inheritdoc/>
    protected override Statement Prepare(string sql) => connection.Prepare(sql);
}

/// <summary>The prepared statements that begin and end a connection's transactions.</summary>
internal sealed class SqliteTransaction : IDisposable
{
    private readonly SqliteStatement begin;
    private readonly SqliteStatement commit;
    private readonly SqliteStatement readGenerations;

    private SqliteTransaction(RawConnection connection, string beginning)
    {
        begin = connection.Prepare(beginning);
        commit = connection.Prepare("COMMIT");
        readGenerations = connection.Prepare(SnapshotGenerations.Sql);
    }

    /// <summary>Prepares the statements. Closes the connection if that fails.</summary>
    public static SqliteTransaction Prepare(RawConnection connection, string beginning)
    {
        try
        {
            return new SqliteTransaction(connection, beginning);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Begins a transaction and reads its generations, which takes its snapshot.</summary>
    public void Begin(SnapshotGenerations generations)
    {
        begin.Run();
        var count = 0;
        while (readGenerations.Step()) generations.Set(count++, readGenerations.Blob(0), readGenerations.Int64(1));
        readGenerations.Reset();
        generations.End(count);
    }

    /// <summary>Ends the transaction.</summary>
    public void Commit() => commit.Run();

    /// <inheritdoc/>
    public void Dispose()
    {
        begin.Dispose();
        commit.Dispose();
        readGenerations.Dispose();
    }
}
