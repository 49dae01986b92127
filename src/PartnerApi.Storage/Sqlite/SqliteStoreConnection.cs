namespace PartnerApi.Storage.Sqlite;

/// <summary>A connection to the SQLite file with prepared statements.</summary>
internal sealed class SqliteStoreConnection : StoreConnection
{
    private readonly RawConnection connection;
    private readonly SqliteStatement begin;
    private readonly SqliteStatement commit;
    private readonly SqliteStatement readGenerations;

    private SqliteStoreConnection(RawConnection connection, string beginning)
    {
        this.connection = connection;
        try
        {
            begin = connection.Prepare(beginning);
            commit = connection.Prepare("COMMIT");
            readGenerations = connection.Prepare(SnapshotGenerations.Sql);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override bool Broken => connection.Broken;

    /// <summary>Connects for reading.</summary>
    public static SqliteStoreConnection ForReading(string file) => new(RawConnection.OpenRead(file), "BEGIN");

    /// <summary>Connects for writing. Transactions begin IMMEDIATE, so that they cannot fail later because another process wrote first.</summary>
    public static SqliteStoreConnection ForWriting(string file) => new(RawConnection.OpenWrite(file), "BEGIN IMMEDIATE");

    /// <inheritdoc/>
    public override void Begin()
    {
        // Reading the generations takes the snapshot.
        begin.Run();
        var count = 0;
        while (readGenerations.Step()) Generations.Set(count++, readGenerations.Blob(0), readGenerations.Int64(1));
        readGenerations.Reset();
        Generations.End(count);
    }

    /// <inheritdoc/>
    public override void Commit() => commit.Run();

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        begin.Dispose();
        commit.Dispose();
        readGenerations.Dispose();
        connection.Dispose();
    }

    /// <inheritdoc/>
    protected override Statement Prepare(string sql) => connection.Prepare(sql);
}
