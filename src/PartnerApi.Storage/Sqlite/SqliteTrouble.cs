using Microsoft.Data.Sqlite;
using PartnerApi.Core;
using SQLitePCL;

namespace PartnerApi.Storage.Sqlite;

/// <summary>What SQLite's result codes (https://www.sqlite.org/rescode.html) mean to the gateway.</summary>
public static class SqliteTrouble
{
    /// <summary>The exception for a result code.</summary>
    public static StoreUnavailableException Of(int code, Exception? cause = null) =>
        new(raw.sqlite3_errstr(code & 0xff).utf8_to_string(), Kind(code & 0xff), cause);

    /// <summary>The exception for one of the provider's; null for a broken constraint, which is the caller's business, and for others' exceptions.</summary>
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
