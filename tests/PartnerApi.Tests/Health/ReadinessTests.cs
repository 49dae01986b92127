using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Core;
using PartnerApi.Ledger;
using PartnerApi.Storage;

namespace PartnerApi.Tests.Health;

/// <summary>Readiness covers everything that a card lookup needs, names the part that is unavailable, and recovers on its own.</summary>
public sealed class ReadinessTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Full_ledger_disk_is_reported_before_a_request_fails()
    {
        await using var gateway = await RunningGateway.StartAsync();
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await ReadyAsync(gateway));

        // Writes to this process's probe file fail with "no space left".
        var probe = Path.Combine(gateway.Data, Segment.FolderName, $"room.probe-{Environment.ProcessId}");
        File.CreateSymbolicLink(probe, "/dev/full");
        await Eventually.TrueAsync(async () => await ReadyAsync(gateway) == (HttpStatusCode.ServiceUnavailable, "Unhealthy\nledger unavailable"));
        Assert.Contains("Not ready. Unavailable: ledger.", gateway.Log.Text, StringComparison.Ordinal);
        using var live = await gateway.Http.GetAsync("/health/live", Cancel);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);

        // The check has deleted the link, as if the disk had space again.
        await Eventually.TrueAsync(async () => await ReadyAsync(gateway) == (HttpStatusCode.OK, "Healthy"));
        Assert.Contains("Ready again.", gateway.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ledger_that_rejected_a_record_is_unavailable_until_a_write_succeeds_even_without_requests()
    {
        var clock = new OffsetClock();
        clock.Set(new DateTimeOffset(2031, 3, 14, 16, 0, 0, TimeSpan.Zero));
        await using var gateway = await RunningGateway.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var segment = Path.Combine(gateway.Data, Segment.FolderName, "2031-03-15-1-2.log");
        Assert.Empty((await gateway.QueryCardAsync("harbor-bank", "valid")).Codes);
        Directory.CreateDirectory(segment);
        clock.Set(new DateTimeOffset(2031, 3, 15, 7, 0, 0, TimeSpan.Zero));
        var refused = await gateway.QueryCardAsync("harbor-bank", "valid");
        Assert.Equal("UNAVAILABLE", Assert.Single(refused.Codes));
        Assert.Contains("the ledger is unavailable", refused.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("database", refused.Body, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy\nledger unavailable"), await ReadyAsync(gateway));

        Directory.Delete(segment);
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await ReadyAsync(gateway));
        Assert.Empty((await gateway.QueryCardAsync("harbor-bank", "valid")).Codes);
    }

    [Trait("Store", "Sqlite")]
    [Fact]
    public async Task Unreadable_database_is_reported_until_it_recovers()
    {
        await using var gateway = await RunningGateway.StartAsync();
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await ReadyAsync(gateway));
        var file = gateway.Services.GetRequiredService<StorageSettings>().DatabaseFile;
        Execute(file, "ALTER TABLE Generations RENAME TO Elsewhere");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy\ndatabase unavailable"), await ReadyAsync(gateway));
        Execute(file, "ALTER TABLE Elsewhere RENAME TO Generations");
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await ReadyAsync(gateway));
    }

    // Otherwise readiness would reveal the load, and a busy gateway would lose its traffic.
    [Fact]
    public async Task Requests_that_use_every_session_do_not_change_readiness()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var pool = gateway.Services.GetRequiredService<ReadSessions>();
        var sessions = Enumerable.Range(0, gateway.Services.GetRequiredService<StorageSettings>().MaxReadSessions).Select(_ => pool.Begin()).ToList();
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await ReadyAsync(gateway));
        foreach (var session in sessions) session.Dispose();
    }

    [Theory]
    [InlineData(GatewayPart.Ledger, "The ledger is not available: too many disclosures wait.")]
    [InlineData(GatewayPart.Database, "The database is not available: too many disclosures wait.")]
    internal void Unavailable_error_names_its_part(GatewayPart part, string expected) =>
        Assert.Equal(expected, new StoreUnavailableException("too many disclosures wait", part: part).Message);

    private static void Execute(string file, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static async Task<(HttpStatusCode, string)> ReadyAsync(RunningGateway gateway)
    {
        using var response = await gateway.Http.GetAsync("/health/ready", Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }
}
