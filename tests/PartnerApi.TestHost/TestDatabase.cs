using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PartnerApi.Migrations;
using PartnerApi.Storage;

namespace PartnerApi.TestHost;

/// <summary>
/// The database that the tests use. With <c>PARTNER_API_TEST_STORE=PostgreSql</c>, every data folder has its own database on one server, which starts at
/// its first use. Otherwise it is the SQLite file in the folder.
/// </summary>
internal static partial class TestDatabase
{
    private const string Template = "migrated";

    private static readonly Lazy<PostgresServer> LazyServer = new(StartServer);
    private static readonly ConcurrentDictionary<string, Lazy<string>> Databases = new(StringComparer.Ordinal);
    private static int count;
    private static volatile bool stopped;

    /// <summary>True when the tests run on PostgreSQL.</summary>
    public static bool IsPostgreSql { get; } = Environment.GetEnvironmentVariable("PARTNER_API_TEST_STORE") == "PostgreSql";

    /// <summary>The server that all tests share.</summary>
    public static PostgresServer Server => LazyServer.Value;

    /// <summary>The connection string for a process on this data folder; null on SQLite.</summary>
    public static string? ConnectionString(string dataFolder) => IsPostgreSql ? Server.ConnectionString(Name(dataFolder)) : null;

    /// <summary>The storage settings for a process on this data folder; none on SQLite.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Settings(string dataFolder) =>
        IsPostgreSql ? [new(StorageSettings.PostgreSqlSetting, ConnectionString(dataFolder))] : [];

    /// <summary>Adds those settings to the environment of a process that a test starts.</summary>
    public static void AddTo(IDictionary<string, string?> environment, string dataFolder)
    {
        if (IsPostgreSql) environment["Storage__PostgreSql"] = ConnectionString(dataFolder);
    }

    /// <summary>Runs a statement on a new connection.</summary>
    public static void Execute(string dataFolder, string sql)
    {
        if (IsPostgreSql)
        {
            Server.Execute(Name(dataFolder), Quoted(sql));
            return;
        }
        using var connection = OpenSqlite(SqliteFile(dataFolder));
        connection.Run(Quoted(sql));
    }

    /// <summary>Opens an SQLite file from outside the gateway, as another process would.</summary>
    public static SqliteConnection OpenSqlite(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>Runs a script.</summary>
    public static void Run(this SqliteConnection connection, string script)
    {
        using var command = connection.CreateCommand();
        command.CommandText = script;
        command.ExecuteNonQuery();
    }

    /// <summary>The rows of a statement. Integers are <see cref="long"/>.</summary>
    public static List<object[]> Rows(string dataFolder, string sql)
    {
        using System.Data.Common.DbConnection connection = IsPostgreSql ? Server.OpenPooled(Name(dataFolder)) : OpenSqlite(SqliteFile(dataFolder));
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

    /// <summary>Runs a PostgreSQL script unchanged.</summary>
    public static void Run(string dataFolder, string script) => Server.Execute(Name(dataFolder), script);

    /// <summary>A logical dump of the folder's PostgreSQL database.</summary>
    public static string Dump(string dataFolder) => Server.Dump(Name(dataFolder));

    /// <summary>
    /// Replaces the folder's PostgreSQL database by one without tables, as an operator creates it. Otherwise it begins as a copy of a migrated database, which
    /// takes a third of the time.
    /// </summary>
    public static void MakeEmpty(string dataFolder)
    {
        if (!IsPostgreSql) return;
        Server.Drop(Name(dataFolder));
        Server.Create(Name(dataFolder));
    }

    /// <summary>Drops the databases of a folder and its subfolders.</summary>
    public static void Forget(string folder)
    {
        if (stopped) return;
        foreach (var key in Databases.Keys.Where(key => key == folder || key.StartsWith(folder + "/", StringComparison.Ordinal)).ToList())
        {
            if (Databases.TryRemove(key, out var name)) Server.Drop(name.Value);
        }
    }

    /// <summary>Stops the server, if it was started.</summary>
    public static void Stop()
    {
        stopped = true;
        if (LazyServer.IsValueCreated) Server.Dispose();
    }

    // PostgreSQL folds unquoted names to lower case. Our names are in Pascal case and keywords are in capitals only, so the pattern matches our names.
    private static string Quoted(string sql) => UnquotedName().Replace(sql, "\"$0\"");

    [GeneratedRegex("""(?<!["'\w])[A-Z]+[a-z]\w*(?!["'\w])""")]
    private static partial Regex UnquotedName();

    private static string SqliteFile(string dataFolder) => new StorageSettings(dataFolder).DatabaseFile;

    private static string Name(string dataFolder) => Databases.GetOrAdd(Path.GetFullPath(dataFolder), _ => new Lazy<string>(() =>
    {
        var name = $"test_{Interlocked.Increment(ref count)}";
        Server.Create(name, Template);
        return name;
    })).Value;

    private static PostgresServer StartServer()
    {
        var server = new PostgresServer();
        var builder = new HostApplicationBuilder();
        builder.Configuration[StorageSettings.DataSetting] = Path.GetTempPath();
        builder.Configuration[StorageSettings.PostgreSqlSetting] = server.Create(Template);
        builder.AddGatewayStorage();
        using var services = builder.Services.BuildServiceProvider();
        var store = services.GetRequiredService<Store>();
        store.PrepareAlone(context => StorageStartup.Migrate(store, context));
        return server;
    }
}

/// <summary>Stops the server when all tests have run.</summary>
public sealed class TestDatabaseEnd : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => TestDatabase.Stop();
}
