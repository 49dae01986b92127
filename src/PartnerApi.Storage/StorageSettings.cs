using Microsoft.Data.Sqlite;
using PartnerApi.Core;

namespace PartnerApi.Storage;

/// <summary>Where the database is, when it is in SQLite, and what both have in common.</summary>
/// <param name="DataFolder">The data folder; in SQLite the database is <c>partner-api.db</c> in it.</param>
public sealed record StorageSettings(string DataFolder)
{
    /// <summary>The setting that names the data folder.</summary>
    [Setting]
    public const string DataSetting = "Data";

    /// <summary>The setting that chooses PostgreSQL: an Npgsql connection string, which nothing repeats.</summary>
    [Setting]
    public const string PostgreSqlSetting = "Storage:PostgreSql";

    /// <summary>The file of the data folder that whoever writes cards in bulk, or copies them, holds.</summary>
    public const string ImportLock = "import.lock";

    /// <summary>Seconds for which a statement waits for another process's write lock.</summary>
    public const int BusySeconds = 2;

    /// <summary>Read sessions that may be open at a time; each keeps a connection, in SQLite with a page cache of 2 MiB.</summary>
    public int MaxReadSessions { get; init; } = 32;

    /// <summary>The database's file.</summary>
    public string DatabaseFile => Path.Combine(DataFolder, "partner-api.db");

    /// <summary>For EF; the hot path does not use it.</summary>
    public string ConnectionString => new SqliteConnectionStringBuilder { DataSource = DatabaseFile, DefaultTimeout = BusySeconds }.ToString();
}
