using Microsoft.Data.Sqlite;
using PartnerApi.Core;

namespace PartnerApi.Storage;

/// <summary>The location of the SQLite database, and settings of both databases.</summary>
/// <param name="DataFolder">The data folder. On SQLite, it contains the database <c>partner-api.db</c>.</param>
public sealed record StorageSettings(string DataFolder)
{
    /// <summary>The setting that names the data folder.</summary>
    [Setting]
    public const string DataSetting = "Data";

    /// <summary>The setting that selects PostgreSQL: an Npgsql connection string, which is never logged or repeated.</summary>
    [Setting]
    public const string PostgreSqlSetting = "Storage:PostgreSql";

    /// <summary>The lock file in the data folder, held while cards are imported or copied.</summary>
    public const string ImportLock = "import.lock";

    /// <summary>The time in seconds for which a statement waits for another process's write lock.</summary>
    public const int BusySeconds = 2;

    /// <summary>The maximum number of concurrent read sessions. Each has a connection, with a page cache of 2 MiB on SQLite.</summary>
    public int MaxReadSessions { get; init; } = 32;

    /// <summary>The path of the SQLite database.</summary>
    public string DatabaseFile => Path.Combine(DataFolder, "partner-api.db");

    /// <summary>The connection string for EF. The hot path does not use it.</summary>
    public string ConnectionString => new SqliteConnectionStringBuilder { DataSource = DatabaseFile, DefaultTimeout = BusySeconds }.ToString();
}
