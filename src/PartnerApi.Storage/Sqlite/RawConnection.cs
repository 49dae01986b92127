using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace PartnerApi.Storage.Sqlite;

/// <summary>
/// A direct connection to the SQLite file, without ADO.NET, for the hot path and for bulk writing. Not safe for concurrent use.
/// </summary>
internal sealed class RawConnection : IDisposable
{
    // Memory-mapped pages are not copied for every query. SQLite maps 2 GiB at most.
    private const string ReadSettings = "PRAGMA query_only = ON; PRAGMA mmap_size = 2147418112;";

    static RawConnection() => Batteries_V2.Init();

    private RawConnection(sqlite3 handle) => Handle = handle;

    /// <summary>SQLite's handle.</summary>
    public sqlite3 Handle { get; }

    /// <summary>True after an error that may have left the connection in an unknown state. It must not be used again.</summary>
    public bool Broken { get; private set; }

    /// <summary>Opens an existing file for reading.</summary>
    public static RawConnection OpenRead(string file) =>
        Open(file, raw.SQLITE_OPEN_READONLY, ReadSettings);

    /// <summary>Opens a file for writing, with <see cref="SqlitePragmas"/>, and creates it if it is missing.</summary>
    public static RawConnection OpenWrite(string file) =>
        Open(file, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE, SqlitePragmas.Script);

    /// <summary>Prepares a statement. The caller disposes it before the connection.</summary>
    public SqliteStatement Prepare(string sql) => new(this, sql);

    public void Execute(string sql) => Check(raw.sqlite3_exec(Handle, sql));

    /// <summary>The number that a statement, such as a pragma, returns.</summary>
    public long Scalar(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Int64(0) : throw new InvalidOperationException("The statement returned no row.");
    }

    /// <summary>The number of rows that the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(Handle);

    /// <summary>Rolls the transaction back, unless SQLite has already done so after an error.</summary>
    public void RollBack()
    {
        if (raw.sqlite3_get_autocommit(Handle) == 0) Execute("ROLLBACK");
    }

    /// <summary>Throws for a result code that is not OK.</summary>
    public void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw Failure(code);
    }

    /// <summary>Marks the connection as broken and returns the exception for a result code. A violated constraint concerns the caller.</summary>
    public Exception Failure(int code)
    {
        Broken = true;
        return (code & 0xff) == raw.SQLITE_CONSTRAINT ? new SqliteException(raw.sqlite3_errstr(code).utf8_to_string(), code & 0xff) : SqliteTrouble.Of(code);
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private static RawConnection Open(string file, int flags, string script)
    {
        var code = raw.sqlite3_open_v2(file, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        var connection = new RawConnection(handle);
        try
        {
            connection.Check(code);
            connection.Check(raw.sqlite3_busy_timeout(handle, StorageSettings.BusySeconds * 1000));
            connection.Execute(script);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}

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
    public override DateOnly? Day(int column) =>
        IsNull(column) ? null : DateOnly.ParseExact(Text(column), "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override void Reset() => raw.sqlite3_reset(handle);

    /// <inheritdoc/>
    public override void Dispose() => handle.Dispose();
}
