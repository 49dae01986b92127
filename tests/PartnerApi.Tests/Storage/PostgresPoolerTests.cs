using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Core;
using PartnerApi.Storage;
using PartnerApi.Storage.Copy;

namespace PartnerApi.Tests.Storage;

/// <summary>The gateway refuses to start behind PgBouncer, with a reason, because its guarantees would fail there one request at a time.</summary>
[Trait("Store", "PostgreSql")]
public sealed class PostgresPoolerTests : IDisposable
{
    private readonly PostgresServer server = new();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        server.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("transaction")]
    [InlineData("session")]
    public async Task Pooler_that_drops_settings_is_refused(string mode)
    {
        using var pooler = await StartAsync(mode, passesSettings: false);
        Assert.Contains("drops settings", Refusal(pooler), StringComparison.Ordinal);
    }

    // The settings reach the server, as with a pooler that passes them on.
    [Fact]
    public async Task Pooler_that_changes_sessions_is_refused()
    {
        using var pooler = await StartAsync("transaction", passesSettings: true);
        Assert.Contains("another server session for each transaction", Refusal(pooler), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pooler_that_keeps_sessions_and_settings_is_accepted()
    {
        using var pooler = await StartAsync("session", passesSettings: true);
        pooler.Services.GetRequiredService<Store>().CheckConnection();
    }

    [Fact]
    public async Task Copy_through_a_pooler_that_drops_settings_is_refused()
    {
        using (var sqlite = TestStore.Services(folder.Data, (StorageSettings.PostgreSqlSetting, ""))) sqlite.GetRequiredService<StorageStartup>().Prepare();
        using var pooler = await StartAsync("transaction", passesSettings: false);
        var copy = pooler.Services.GetRequiredService<StoreCopy>();
        var error = Assert.Throws<SettingException>(() => copy.Run(new Progress<CopyProgress>(), TestContext.Current.CancellationToken));
        Assert.Contains("drops settings", error.Message, StringComparison.Ordinal);
    }

    private static string Refusal(Pooler pooler) =>
        Assert.Throws<SettingException>(() => pooler.Services.GetRequiredService<Store>().CheckConnection()).Message;

    // This PgBouncer passes no settings on, so the server has them itself.
    private async Task<Pooler> StartAsync(string mode, bool passesSettings)
    {
        var database = server.Create("pooled");
        if (passesSettings)
        {
            server.Execute("postgres", "ALTER ROLE partner SET default_transaction_isolation = 'repeatable read'");
            server.Execute("postgres", "ALTER ROLE partner SET lock_timeout = '2s'");
        }
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder.Root, File.GetUnixFileMode(folder.Root) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        var pooler = new Pooler(folder, server.Port, mode);
        try
        {
            await Eventually.TrueAsync(() => pooler.IsUp, pooler.Process);
            var settings = (StorageSettings.PostgreSqlSetting, database.Replace($"Port={server.Port}", $"Port={pooler.Port}", StringComparison.Ordinal));
            pooler.Services = TestStore.Services(folder.Data, settings);
            return pooler;
        }
        catch
        {
            pooler.Dispose();
            throw;
        }
    }

    private sealed class Pooler : IDisposable
    {
        public Pooler(TemporaryFolder folder, int server, string mode)
        {
            var file = folder.Write("pgbouncer.ini", $"""
                [databases]
                * = host=127.0.0.1 port={server} user=partner
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = {Port}
                unix_socket_dir =
                auth_type = any
                pool_mode = {mode}
                ignore_startup_parameters = extra_float_digits,options
                """);
            string[] command = ["/usr/sbin/pgbouncer", "--quiet", file];
            if (Environment.IsPrivilegedProcess) command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", .. command];
            Process = Process.Start(command[0], command[1..]);
        }

        public int Port { get; } = FreePorts.Next();

        public Process Process { get; }

        public ServiceProvider Services { get; set; } = null!;

        public bool IsUp
        {
            get
            {
                using var client = new System.Net.Sockets.TcpClient();
                try
                {
                    client.Connect("127.0.0.1", Port);
                    return true;
                }
                catch (System.Net.Sockets.SocketException)
                {
                    return false;
                }
            }
        }

        public void Dispose()
        {
            Services?.Dispose();
            Process.Kill();
            Process.WaitForExit();
            Process.Dispose();
        }
    }
}
