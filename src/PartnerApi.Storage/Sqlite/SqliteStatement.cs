using SQLitePCL;

namespace PartnerApi.Storage.Sqlite;

/// <summary>A statement on SQLite's native handle. Allocates nothing per run.</summary>
internal sealed class SqliteStatement : Statement
{
    private readonly RawConnection connection;
    private readonly sqlite3_stmt handle;

    /// <summary>Prepares <paramref name="sql"/>. SQLite prepares it again when another process changes the schema.</summary>
    public SqliteStatement(RawConnection connection, string sql)
    {
        this.connection = connection;
        connection.Check(raw.sqlite3_prepare_v3(connection.Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out handle));
    }

    /// <inheritdoc/>
    public override Statement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        connection.Check(raw.sqlite3_bind_blob(handle, parameter, value));
        return this;
    }

    /// <inheritdoc/>
    public override Statement Bind(int parameter, long value)
    {
        connection.Check(raw.sqlite3_bind_int64(handle, parameter, value));
        return this;
    }

    /// <inheritdoc/>
    public override Statement Bind(int parameter, string value)
    {
        connection.Check(raw.sqlite3_bind_text(handle, parameter, value));
        return this;
    }

    /// <inheritdoc/>
    public override bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW) return true;
        if (code == raw.SQLITE_DONE) return false;
        raw.sqlite3_reset(handle);
        throw connection.Failure(code);
    }

    /// <inheritdoc/>
    public override bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(handle, column);

    /// <inheritdoc/>
    public override long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    /// <inheritdoc/>
    public override string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string();

    /// <inheritdoc/>
    public override void Reset() => raw.sqlite3_reset(handle);

    /// <inheritdoc/>
    public override void Dispose() => handle.Dispose();
}
