using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Core;

namespace PartnerApi.Ledger.Tests;

/// <summary>Nothing is disclosed that cannot be recorded.</summary>
[Trait("Store", "Either")]
public sealed class LedgerFaultTests
{
    private static readonly DateTimeOffset Noon = new(2031, 3, 14, 16, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Unwritable_ledger_fails_card_requests_and_recovers_without_a_restart(bool isLink)
    {
        var clock = new OffsetClock();
        clock.Set(Noon);
        await using var gateway = await RunningGateway.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        Assert.Empty((await gateway.QueryCardAsync("harbor-bank", "valid")).Codes);
        Assert.Equal("application/json; charset=utf-8", (await gateway.QueryCardAsync("river-museum", "valid")).Headers.Single(header => header.Key == "Content-Type").Value);

        // A folder or a link is in the place of the next day's segment.
        var folder = Path.Combine(gateway.Data, Segment.FolderName);
        var segment = Path.Combine(folder, "2031-03-15-1-2.log");
        if (isLink) File.CreateSymbolicLink(segment, "/dev/full");
        else Directory.CreateDirectory(segment);
        clock.Set(Noon.AddMinutes(1));
        Assert.Empty((await gateway.QueryCardAsync("harbor-bank", "valid")).Codes);
        clock.Set(Noon.AddHours(15));
        var tokens = new[] { await gateway.TokenAsync("hill-museum"), await gateway.TokenAsync("city-library") };
        foreach (var token in tokens)
        {
            var refused = await gateway.SendAsync(token, """{"query":"query($n: CardNumber!) { card(number: $n, purpose: MEMBERSHIP) { valid subject } }","variables":{"n":"0000000000000195"}}""");
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "UNAVAILABLE"), (refused.Status, Assert.Single(refused.Codes)));
            Assert.Contains(refused.Headers, header => header.Key == "Retry-After" && int.Parse(header.Value) > 0);
            Assert.False(refused.Json.TryGetProperty("data", out _));

            // A request about no card needs no record.
            Assert.Empty((await gateway.SendAsync(token, """{"query":"{ viewer { client } }"}""")).Codes);
        }
        Assert.Single(gateway.Log.Text.Split('\n'), line => line.StartsWith("Critical", StringComparison.Ordinal));
        Assert.Single(gateway.Log.Text.Split('\n'), line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("the ledger is unavailable", StringComparison.Ordinal));

        if (isLink) File.Delete(segment);
        else Directory.Delete(segment);
        var answer = await gateway.SendAsync(tokens[0], """{"query":"query($n: CardNumber!) { card(number: $n, purpose: MEMBERSHIP) { valid } }","variables":{"n":"0000000000000195"}}""");
        Assert.True(answer.Data("card", "valid").GetBoolean());
        Assert.Contains("are recorded again", gateway.Log.Text, StringComparison.Ordinal);
        var keys = gateway.Services.GetRequiredService<EvidenceKeys>();
        var report = new LedgerVerifier(folder, keys).Verify([], "", new SilentProgress(), TestContext.Current.CancellationToken);
        Assert.Empty(report.Faults);
        Assert.Equal((2, 4), (report.Segments, report.Records));
    }

    [Fact]
    public async Task Unwritable_heads_file_fails_no_request()
    {
        var clock = new OffsetClock();
        clock.Set(Noon);
        await using var gateway = await RunningGateway.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        Assert.True((await gateway.QueryCardAsync("harbor-bank", "valid")).Data("card", "valid").GetBoolean());
        Directory.CreateDirectory(Path.Combine(gateway.Data, Segment.FolderName, "2031-03-14-1-1.heads"));
        clock.Set(Noon.AddHours(1));
        Assert.True((await gateway.QueryCardAsync("harbor-bank", "valid")).Data("card", "valid").GetBoolean());
        Assert.Contains("could not be signed", gateway.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Startup_logs_the_file_that_keeps_a_torn_write()
    {
        await using var gateway = await RunningGateway.StartAsync(builder =>
        {
            using var ledger = new TestLedger();
            ledger.Write(1, 1);
            File.AppendAllText(ledger["2031-03-14-1-1.log"], "half of a record");
            ledger.CopyTo(builder.Configuration["Data"]!);
        });
        Assert.Contains("2031-03-14-1-1.1.torn, in the folder of the segments", gateway.Log.Text, StringComparison.Ordinal);
        Assert.True((await gateway.QueryCardAsync("harbor-bank", "valid")).Data("card", "valid").GetBoolean());
    }

    [Fact]
    public async Task Startup_fails_and_names_the_segment_whose_hashes_are_missing()
    {
        var refusal = await Assert.ThrowsAsync<SettingException>(() => RunningGateway.StartAsync(builder =>
        {
            using var ledger = new TestLedger();
            ledger.Write(1, 1);
            File.WriteAllText(ledger["2031-03-14-1-1.log"], File.ReadAllText(ledger["2031-03-14-1-1.log"]).Replace("+", "", StringComparison.Ordinal));
            ledger.CopyTo(builder.Configuration["Data"]!);
        }));
        Assert.Contains("2031-03-14-1-1.log has another version or was changed", refusal.Message, StringComparison.Ordinal);
    }
}
