using Microsoft.Data.Sqlite;
using PartnerApi.Core;
using SQLitePCL;

namespace PartnerApi.Storage.Sqlite;

/// <summary>Maps SQLite's result codes (https://www.sqlite.org/rescode.html).</summary>
public static class SqliteTrouble
{
    /// <summary>Maps a result code to an exception.</summary>
    public static StoreUnavailableException Of(int code, Exception? cause = null) =>
        new(raw.sqlite3_errstr(code & 0xff).utf8_to_string(), Kind(code & 0xff), cause);

    /// <summary>Maps the provider's exception. Returns null for a constraint violation, which concerns the caller, and for other exceptions.</summary>
    public static StoreUnavailableException? Find(Exception error) =>
        error is SqliteException sqlite && sqlite.SqliteErrorCode != raw.SQLITE_CONSTRAINT ? Of(sqlite.SqliteErrorCode, error) : null;

    private static StoreTrouble Kind(int code) => code switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => StoreTrouble.Busy,
        raw.SQLITE_READONLY => StoreTrouble.ReadOnly,
        raw.SQLITE_FULL => StoreTrouble.Full,
        _ => StoreTrouble.Failed,
    };
}
