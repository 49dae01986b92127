using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Npgsql;
using PartnerApi.Storage;
using PartnerApi.Storage.Sqlite;

namespace PartnerApi.Tests.Storage;

/// <summary>
/// Which database the tests run on. With <c>PARTNER_API_TEST_STORE=PostgreSql</c> every data folder has a database of its own on one server, which
/// starts at its first use; otherwise it is SQLite's file in the folder.
/// </summary>
internal static partial class TestDatabase
{
    private static readonly Lazy<PostgresServer> LazyServer = new(() => new PostgresServer());
    private static readonly ConcurrentDictionary<string, Lazy<string>> Databases = new(StringComparer.Ordinal);
    private static int count;
    private static volatile bool stopped;

    /// <summary>True in the run on PostgreSQL.</summary>
    public static bool IsPostgreSql { get; } = Environment.GetEnvironmentVariable("PARTNER_API_TEST_STORE") == "PostgreSql";

    /// <summary>The server that all share.</summary>
    public static PostgresServer Server => LazyServer.Value;

    /// <summary>The setting for a process on this data folder; null on SQLite.</summary>
    public static string? ConnectionString(string dataFolder) => IsPostgreSql ? Server.ConnectionString(Name(dataFolder)) : null;

    /// <summary>The same, as settings.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Settings(string dataFolder) =>
        IsPostgreSql ? [new(StorageSettings.PostgreSqlSetting, ConnectionString(dataFolder))] : [];

    /// <summary>The same for a process that a test starts.</summary>
    public static void AddTo(IDictionary<string, string?> environment, string dataFolder)
    {
        if (IsPostgreSql) environment["Storage__PostgreSql"] = ConnectionString(dataFolder);
    }

    /// <summary>Runs a statement on a connection of its own.</summary>
    public static void Execute(string dataFolder, string sql)
    {
        if (IsPostgreSql)
        {
            Server.Execute(Name(dataFolder), Quoted(sql));
            return;
        }
        using var connection = RawConnection.OpenWrite(SqliteFile(dataFolder));
        connection.Execute(Quoted(sql));
    }

    /// <summary>The rows of a statement, on a connection of its own: numbers as <see cref="long"/>, texts, and bytes.</summary>
    public static List<object[]> Rows(string dataFolder, string sql)
    {
        using System.Data.Common.DbConnection connection = IsPostgreSql
            ? new NpgsqlConnection(ConnectionString(dataFolder) + ";Pooling=false")
            : new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = SqliteFile(dataFolder), Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = Quoted(sql);
        using var reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add([.. row.Select(value => value is int number ? (long)number : value)]);
        }
        return rows;
    }

    /// <summary>Runs a script of PostgreSQL's as it is.</summary>
    public static void Run(string dataFolder, string script) => Server.Execute(Name(dataFolder), script);

    /// <summary>A logical dump of the folder's database in PostgreSQL.</summary>
    public static string Dump(string dataFolder) => Server.Dump(Name(dataFolder));

    /// <summary>Removes the databases of a folder and of those in it.</summary>
    public static void Forget(string folder)
    {
        if (stopped) return;
        foreach (var key in Databases.Keys.Where(key => key == folder || key.StartsWith(folder + "/", StringComparison.Ordinal)).ToList())
        {
            if (Databases.TryRemove(key, out var name)) Server.Drop(name.Value);
        }
    }

    /// <summary>Ends the server, if there is one.</summary>
    public static void Stop()
    {
        stopped = true;
        if (LazyServer.IsValueCreated) Server.Dispose();
    }

    // PostgreSQL takes names without quotes for lower case; ours have a capital at the beginning, and keywords have nothing else.
    private static string Quoted(string sql) => UnquotedName().Replace(sql, "\"$0\"");

    [GeneratedRegex("""(?<!["'\w])[A-Z]+[a-z]\w*(?!["'\w])""")]
    private static partial Regex UnquotedName();

    private static string SqliteFile(string dataFolder) => new StorageSettings(dataFolder).DatabaseFile;

    private static string Name(string dataFolder) => Databases.GetOrAdd(Path.GetFullPath(dataFolder), _ => new Lazy<string>(() =>
    {
        var name = $"test_{Interlocked.Increment(ref count)}";
        Server.Create(name);
        return name;
    })).Value;
}

/// <summary>Ends the server when all tests are done.</summary>
public sealed class TestDatabaseEnd : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => TestDatabase.Stop();
}
