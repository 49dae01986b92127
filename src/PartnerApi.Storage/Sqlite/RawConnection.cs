using PartnerApi.Core;
using SQLitePCL;

namespace PartnerApi.Storage.Sqlite;

/// <summary>
/// A connection to the SQLite file without ADO.NET in between: for the hot path and for bulk writing. Not safe for concurrent use.
/// </summary>
internal sealed class RawConnection : IDisposable
{
    // A page is read where the kernel has it, instead of being copied for every question. As much as SQLite ever maps: 2 GiB.
    private const string ReadSettings = "PRAGMA query_only = ON; PRAGMA mmap_size = 2147418112;";

    static RawConnection() => Batteries_V2.Init();

    private RawConnection(sqlite3 handle) => Handle = handle;

    /// <summary>SQLite's own handle.</summary>
    public sqlite3 Handle { get; }

    /// <summary>True after an error that may have left the connection in an unknown state; it must not be used again.</summary>
    public bool Broken { get; private set; }

    /// <summary>Opens for reading only. The file must be there.</summary>
    public static RawConnection OpenRead(string file) =>
        Open(file, raw.SQLITE_OPEN_READONLY, ReadSettings);

    /// <summary>Opens for writing, with <see cref="SqlitePragmas"/>. The file is made when it is not there.</summary>
    public static RawConnection OpenWrite(string file) =>
        Open(file, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE, SqlitePragmas.Script);

    /// <summary>Prepares a statement; the caller disposes it before the connection.</summary>
    public SqliteStatement Prepare(string sql) => new(this, sql);

    /// <summary>Runs a script.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(Handle, sql));

    /// <summary>The one number that a statement returns, for example a pragma's.</summary>
    public long Scalar(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Int64(0) : throw new InvalidOperationException("No row.");
    }

    /// <summary>Rows that the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(Handle);

    /// <summary>Ends the transaction without a trace. After some errors SQLite has already done so.</summary>
    public void RollBack()
    {
        if (raw.sqlite3_get_autocommit(Handle) == 0) Execute("ROLLBACK");
    }

    /// <summary>Throws for a result code that is not OK.</summary>
    public void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw Failure(code);
    }

    /// <summary>The exception for a result code; marks the connection as broken.</summary>
    public StoreUnavailableException Failure(int code)
    {
        Broken = true;
        return SqliteTrouble.Of(code);
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
