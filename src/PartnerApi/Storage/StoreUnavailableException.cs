using SQLitePCL;

namespace PartnerApi.Storage;

/// <summary>
/// The database cannot be read or written now: locked for too long, full, read-only, broken or gone. Nothing was changed. Worth a retry later;
/// outside it is <c>UNAVAILABLE</c>. The message names the kind of trouble, never a value.
/// </summary>
internal sealed class StoreUnavailableException(string problem, int code = raw.SQLITE_ERROR, Exception? cause = null)
    : Exception($"The database is not available: {problem}.", cause)
{
    /// <summary>SQLite's result code (https://www.sqlite.org/rescode.html).</summary>
    public int Code { get; } = code;

    /// <summary>The exception for a result code of SQLite's.</summary>
    public static StoreUnavailableException Of(int code, Exception? cause = null) =>
        new(raw.sqlite3_errstr(code & 0xff).utf8_to_string(), code, cause);
}
