using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace PartnerApi.Tests.Storage;

/// <summary>
/// A real PostgreSQL server of the tests' own, durable as in production: own folder, own port, on loopback only, run by a user without rights
/// when the tests run as root.
/// </summary>
internal sealed class PostgresServer : IDisposable
{
    /// <summary>In every connection string, so that a test can look for it where it must not be. The server trusts loopback.</summary>
    public const string Password = "never-to-be-repeated-7d1c";

    // No measure of speed: on a busy machine a start takes long.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly string folder = Directory.CreateTempSubdirectory("partner-api-postgres-").FullName;
    private readonly string binaries = Binaries();
    private readonly int port = FreePort();
    private Process? server;

    /// <summary>Makes a cluster and starts it.</summary>
    public PostgresServer()
    {
        if (Environment.IsPrivilegedProcess) Finish(Process.Start("chown", ["-R", "postgres:", folder]));
        Finish(Start("initdb", "-D", Data, "-U", "partner", "-A", "trust", "-E", "UTF8", "--locale=C"));
        Start();
    }

    /// <summary>Where it listens.</summary>
    public int Port => port;

    private string Data => Path.Combine(folder, "data");

    /// <summary>The connection string of a database.</summary>
    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={port};Database={database};Username=partner;Password={Password}";

    /// <summary>Makes an empty database and returns its connection string.</summary>
    public string Create(string database)
    {
        Execute("postgres", $"CREATE DATABASE \"{database}\" TEMPLATE template0");
        return ConnectionString(database);
    }

    /// <summary>Removes a database, whoever uses it.</summary>
    public void Drop(string database) => Execute("postgres", $"DROP DATABASE IF EXISTS \"{database}\" WITH (FORCE)");

    /// <summary>Runs a statement on a connection of its own.</summary>
    public void Execute(string database, string sql)
    {
        using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false;Command Timeout=60");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    /// <summary>A logical dump of a database's rows, as pg_dump writes it.</summary>
    public string Dump(string database)
    {
        using var dump = Process.Start(new ProcessStartInfo(
            Path.Combine(binaries, "pg_dump"), ["--data-only", "-h", "127.0.0.1", "-p", $"{port}", "-U", "partner", database])
        { RedirectStandardOutput = true })!;
        var text = dump.StandardOutput.ReadToEnd();
        dump.WaitForExit();
        return dump.ExitCode == 0 ? text : throw new InvalidOperationException($"pg_dump ended with {dump.ExitCode}.");
    }

    /// <summary>Starts the server and waits until it answers. After a kill its last processes may still hold the folder for a moment.</summary>
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

                    // The tests end the server, never the machine: what it has written stays with the kernel.
                    "-c", "fsync=off", "-c", "full_page_writes=off");
            }
            if (IsUp()) return;
            if (Stopwatch.GetElapsedTime(started) > Patience) throw new TimeoutException("PostgreSQL does not start.");
            Thread.Sleep(20);
        }
    }

    /// <summary>Ends the server as a power loss does: SIGKILL.</summary>
    public void Kill()
    {
        server!.Kill();
        server.WaitForExit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (server is { HasExited: false })
        {
            Finish(Process.Start("kill", ["-INT", $"{server.Id}"]));
            server.WaitForExit();
        }
        server?.Dispose();
        Directory.Delete(folder, recursive: true);
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
            if (process.ExitCode != 0) throw new InvalidOperationException($"A program of PostgreSQL's ended with {process.ExitCode}.");
        }
    }

    private static string Binaries() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(path => Path.Combine(path, "bin")).Where(path => File.Exists(Path.Combine(path, "postgres")))
            .OrderByDescending(path => int.Parse(path.Split('/')[^2], System.Globalization.CultureInfo.InvariantCulture)).First()
        : throw new InvalidOperationException("There is no PostgreSQL; tests/run.sh installs it.");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
