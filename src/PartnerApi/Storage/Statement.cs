using SQLitePCL;

namespace PartnerApi.Storage;

/// <summary>
/// A prepared statement on one <see cref="RawConnection"/>, used again and again: bind, step, read, reset. Parameters and columns count from 1 and
/// from 0, as SQLite has it. Nothing here allocates. Not safe for concurrent use.
/// </summary>
internal sealed class Statement : IDisposable
{
    private readonly RawConnection connection;
    private readonly sqlite3_stmt handle;

    /// <summary>Prepares <paramref name="sql"/>; SQLite prepares it anew by itself when another process changes the schema.</summary>
    public Statement(RawConnection connection, string sql)
    {
        this.connection = connection;
        connection.Check(raw.sqlite3_prepare_v3(connection.Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out handle));
    }

    /// <summary>Sets a parameter to bytes, which are copied.</summary>
    public Statement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        connection.Check(raw.sqlite3_bind_blob(handle, parameter, value));
        return this;
    }

    /// <summary>Sets a parameter to a number.</summary>
    public Statement Bind(int parameter, long value)
    {
        connection.Check(raw.sqlite3_bind_int64(handle, parameter, value));
        return this;
    }

    /// <summary>Sets a parameter to a text.</summary>
    public Statement Bind(int parameter, string value)
    {
        connection.Check(raw.sqlite3_bind_text(handle, parameter, value));
        return this;
    }

    /// <summary>Goes to the next row; false when there is none.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read or written.</exception>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW) return true;
        if (code == raw.SQLITE_DONE) return false;
        raw.sqlite3_reset(handle);
        throw connection.Failure(code);
    }

    /// <summary>Runs a statement that returns no row, and resets it.</summary>
    public void Run()
    {
        Step();
        Reset();
    }

    /// <summary>A column's bytes; valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(handle, column);

    /// <summary>A column's number.</summary>
    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    /// <summary>A column's text.</summary>
    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string();

    /// <summary>Ends the statement's run; without it, its transaction cannot end. Parameters keep their values.</summary>
    public void Reset() => raw.sqlite3_reset(handle);

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();
}
