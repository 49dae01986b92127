using System.Data;
using System.Diagnostics;
using Npgsql;

namespace PartnerApi.TestHost;

/// <summary>
/// A real PostgreSQL server for the tests, with its own folder and port, on loopback only. When the tests run as root, it runs as an unprivileged
/// user.
/// </summary>
internal sealed class PostgresServer : IDisposable
{
    /// <summary>Part of every connection string, so that a test can search logs for it. The server trusts loopback and does not check it.</summary>
    public const string Password = "never-to-be-repeated-7d1c";

    private const string NoTypes = "Server Compatibility Mode=NoTypeLoading";

    // Long, because starting takes long on a busy machine. This is not a performance limit.
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(10);

    private readonly string folder = Directory.CreateTempSubdirectory("partner-api-postgres-").FullName;
    private readonly string binaries = Binaries();
    private readonly int port = FreePort();
    private Process? server;
    private NpgsqlConnection? administrator;

    /// <summary>Creates a cluster and starts its server.</summary>
    public PostgresServer()
    {
        if (Environment.IsPrivilegedProcess) Finish(Process.Start("chown", ["-R", "postgres:", folder]));
        Finish(Start("initdb", "-D", Data, "-U", "partner", "-A", "trust", "-E", "UTF8", "--locale=C"));
        Start();
    }

    /// <summary>The port on which the server listens.</summary>
    public int Port => port;

    private string Data => Path.Combine(folder, "data");

    /// <summary>The connection string of a database.</summary>
    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={port};Database={database};Username=partner;Password={Password}";

    /// <summary>Creates a database and returns its connection string.</summary>
    /// <param name="database">Its name.</param>
    /// <param name="template">The database to copy, which nobody may use meanwhile. The default is empty.</param>
    public string Create(string database, string template = "template0")
    {
        // Copying files takes half the time of logging each page.
        Administer($"CREATE DATABASE \"{database}\" TEMPLATE \"{template}\" STRATEGY FILE_COPY");
        return ConnectionString(database);
    }

    /// <summary>Drops a database, even while it is in use.</summary>
    public void Drop(string database)
    {
        using (var pooled = new NpgsqlConnection(Pooled(database))) NpgsqlConnection.ClearPool(pooled);
        Administer($"DROP DATABASE IF EXISTS \"{database}\" WITH (FORCE)");
    }

    /// <summary>Runs a statement on a new connection.</summary>
    public void Execute(string database, string sql)
    {
        using var connection = Open(database);
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    /// <summary>Opens a connection that ends when it is disposed.</summary>
    public NpgsqlConnection Open(string database) => Connect(ConnectionString(database) + ";Pooling=false;Command Timeout=60;" + NoTypes);

    /// <summary>Opens a connection that is used again, until the database is dropped. Some tests read every few milliseconds.</summary>
    public NpgsqlConnection OpenPooled(string database) => Connect(Pooled(database));

    /// <summary>A logical dump of a database's rows, as pg_dump writes it.</summary>
    public string Dump(string database)
    {
        using var dump = Process.Start(new ProcessStartInfo(
            Path.Combine(binaries, "pg_dump"), ["--data-only", "-h", "127.0.0.1", "-p", $"{port}", "-U", "partner", database])
        { RedirectStandardOutput = true })!;
        var text = dump.StandardOutput.ReadToEnd();
        dump.WaitForExit();
        return dump.ExitCode == 0 ? text : throw new InvalidOperationException($"pg_dump exited with code {dump.ExitCode}.");
    }

    /// <summary>Starts the server and waits until it accepts connections. After a kill, its last processes may hold the folder for a moment.</summary>
    public void Start()
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (server is null || server.HasExited)
            {
                server?.Dispose();
                server = Start(
                    "postgres", "-D", Data, "-p", $"{port}", "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={folder}",
                    "-c", "max_connections=400", "-c", "shared_buffers=64MB", "-c", "logging_collector=on", "-c", "log_directory=log",

                    // The tests kill the server, never the machine: the kernel keeps its writes.
                    "-c", "fsync=off", "-c", "full_page_writes=off");
            }
            if (IsUp()) return;
            if (Stopwatch.GetElapsedTime(started) > StartTimeout) throw new TimeoutException("PostgreSQL did not start in time.");
            Thread.Sleep(20);
        }
    }

    /// <summary>Kills the server with SIGKILL, without a shutdown.</summary>
    public void Kill()
    {
        Interlocked.Exchange(ref administrator, null)?.Dispose();
        server!.Kill();
        server.WaitForExit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Interlocked.Exchange(ref administrator, null)?.Dispose();
        if (server is { HasExited: false })
        {
            Finish(Process.Start("kill", ["-INT", $"{server.Id}"]));
            server.WaitForExit();
        }
        server?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    // Most tests create a database and drop it. Starting a process of the server for each statement takes longer than the statement.
    private void Administer(string sql)
    {
        var connection = Interlocked.Exchange(ref administrator, null);
        if (connection is not { FullState: ConnectionState.Open })
        {
            connection?.Dispose();
            connection = Open("postgres");
        }
        try
        {
            using var command = new NpgsqlCommand(sql, connection);
            command.ExecuteNonQuery();
        }
        catch
        {
            connection.Dispose();
            throw;
        }
        Interlocked.Exchange(ref administrator, connection)?.Dispose();
    }

    private string Pooled(string database) => ConnectionString(database) + ";Application Name=test;" + NoTypes;

    private static NpgsqlConnection Connect(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        return connection;
    }

    private bool IsUp()
    {
        try
        {
            Execute("postgres", "SELECT 1");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private Process Start(string program, params string[] arguments)
    {
        string[] command = [Path.Combine(binaries, program), .. arguments];
        if (Environment.IsPrivilegedProcess) command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", .. command];
        var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static void Finish(Process process)
    {
        using (process)
        {
            process.WaitForExit();
            if (process.ExitCode != 0) throw new InvalidOperationException($"A PostgreSQL program exited with code {process.ExitCode}.");
        }
    }

    private static string Binaries() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(path => Path.Combine(path, "bin")).Where(path => File.Exists(Path.Combine(path, "postgres")))
            .OrderByDescending(path => int.Parse(path.Split('/')[^2], System.Globalization.CultureInfo.InvariantCulture)).First()
        : throw new InvalidOperationException("PostgreSQL is not installed. tests/run.sh installs it.");

    private static int FreePort() => FreePorts.Next();
}
