namespace PartnerApi.Storage.Sqlite;

/// <summary>Bulk writing with SQLite's native handles. A lock file in the data folder excludes other imports.</summary>
internal sealed class SqliteBulkConnection : BulkConnection
{
    private readonly RawConnection connection;

    /// <summary>Opens the file for writing, with a longer timeout for the write lock than short writers have.</summary>
    public SqliteBulkConnection(string file)
    {
        connection = RawConnection.OpenWrite(file);
        connection.Execute("PRAGMA busy_timeout = 10000; PRAGMA wal_autocheckpoint = 0");
    }

    /// <inheritdoc/>
    public override bool TryLockImports() => true;

    /// <inheritdoc/>
    public override Statement Prepare(string sql) => connection.Prepare(sql);

    /// <inheritdoc/>
    public override void RunDurably(Action statements)
    {
        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            statements();
            connection.Execute("COMMIT");
        }
        catch
        {
            connection.RollBack();
            throw;
        }
    }

    /// <inheritdoc/>
    public override BulkInsert PrepareInsert(BulkRows rows, long number) => new SqliteBulkInsert(connection, rows, number);

    /// <inheritdoc/>
    public override void Settle() => connection.Execute("PRAGMA wal_checkpoint(PASSIVE)");

    /// <inheritdoc/>
    public override bool Clean(IEnumerable<string> tables)
    {
        // Waits for a moment, because a reader's open snapshot may block the checkpoint.
        connection.Execute($"PRAGMA busy_timeout = {StorageSettings.BusySeconds * 1000}");
        return connection.Scalar("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
    }

    /// <inheritdoc/>
    public override void Dispose() => connection.Dispose();

    private sealed class SqliteBulkInsert : BulkInsert
    {
        private readonly RawConnection connection;
        private readonly BulkRows layout;
        private readonly SqliteStatement insert;

        public SqliteBulkInsert(RawConnection connection, BulkRows layout, long number)
        {
            (this.connection, this.layout) = (connection, layout);
            var names = layout.Columns.Select(column => column.Name).Append(layout.NumberColumn).ToList();
            insert = connection.Prepare(
                $"INSERT INTO \"{layout.Table}\" ({string.Join(", ", names.Select(name => $"\"{name}\""))}) " +
                $"VALUES ({string.Join(", ", names.Select((_, index) => $"${index + 1}"))})");
            insert.Bind(names.Count, number);
        }

        public override void Insert(ReadOnlySpan<byte> rows, int count)
        {
            connection.Execute("BEGIN IMMEDIATE");
            for (var index = 0; index < count; index++)
            {
                for (var column = 0; column < layout.Columns.Count; column++)
                {
                    var length = layout.Columns[column].Length;
                    insert.Bind(column + 1, rows[..length]);
                    rows = rows[length..];
                }
                insert.Run();
            }
            connection.Execute("COMMIT");
        }

        public override void Dispose() => insert.Dispose();
    }
}
