using System.Diagnostics;
using System.Net;
using PartnerApi.Storage;
using PartnerApi.Tests.Host;

namespace PartnerApi.Tests.Storage;

/// <summary>What callers see of a PostgreSQL server that dies, may only be read, or is held by somebody: a typed refusal, and then answers again.</summary>
[Trait("Store", "PostgreSql")]
public sealed class PostgresFaultTests : IDisposable
{
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(2);

    // For the process's turn, for other processes' writers, and for the table.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(3 * StorageSettings.BusySeconds);

    private readonly PostgresServer server = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => server.Dispose();

    [Fact]
    public async Task Killed_server_makes_questions_unavailable_and_its_return_is_noticed_within_two_seconds()
    {
        await using var gateway = await StartAsync();
        await gateway.TokenAsync("harbor-bank");
        var before = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => AskAsync(gateway)));
        Assert.All(before, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));

        server.Kill();
        var during = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => AskAsync(gateway)));
        Assert.All(during, answer =>
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "UNAVAILABLE"), (answer.Status, Assert.Single(answer.Codes)));
            Assert.Contains(answer.Headers, header => header.Key == "Retry-After");
        });
        using (var token = await gateway.Http.PostAsync("/connect/token", Credentials(), Cancellation))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, token.StatusCode);
        }

        server.Start();
        var returned = Stopwatch.GetTimestamp();
        Answer after;
        do after = await AskAsync(gateway);
        while (after.Status != HttpStatusCode.OK && Stopwatch.GetElapsedTime(returned) < Recovery);
        Assert.Equal(HttpStatusCode.OK, after.Status);
        await Writer(gateway).WriteAsync(Raise, Cancellation);
        Assert.DoesNotContain(PostgresServer.Password, gateway.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_on_a_server_that_may_only_be_read_is_one_typed_error_and_questions_go_on()
    {
        await using var gateway = await StartAsync();
        server.Execute("postgres", "ALTER DATABASE gateway SET default_transaction_read_only = on");
        server.Execute("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'gateway'");

        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => Writer(gateway).WriteAsync(Raise, Cancellation));
        Assert.Equal(StoreTrouble.ReadOnly, error.Trouble);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(gateway)).Status);

        server.Execute("postgres", "ALTER DATABASE gateway RESET default_transaction_read_only");
        server.Execute("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'gateway'");
        await Writer(gateway).WriteAsync(Raise, Cancellation);
    }

    [Fact]
    public async Task Table_that_somebody_locked_delays_a_write_no_longer_than_stated_and_no_question()
    {
        await using var gateway = await StartAsync();
        var holding = Task.Run(() => server.Execute("gateway", "BEGIN; LOCK TABLE \"Generations\" IN EXCLUSIVE MODE; SELECT pg_sleep(30); COMMIT"), Cancellation);
        await Task.Delay(500, Cancellation);

        var started = Stopwatch.GetTimestamp();
        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => Writer(gateway).WriteAsync(Raise, Cancellation));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Bound);
        Assert.Equal(StoreTrouble.Busy, error.Trouble);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(gateway)).Status);
        Assert.False(holding.IsCompleted);

        await holding;
        await Writer(gateway).WriteAsync(Raise, Cancellation);
    }

    private static FormUrlEncodedContent Credentials() => new(new Dictionary<string, string>
    {
        ["grant_type"] = "client_credentials",
        ["client_id"] = "river-museum",
        ["client_secret"] = "sandbox",
    });

    private static GatewayWriter Writer(RunningGateway gateway) => (GatewayWriter)gateway.Services.GetService(typeof(GatewayWriter))!;

    private static void Raise(GatewayDbContext context) => context.Find<Generation>(Generation.Directory)!.Value++;

    private static Task<Answer> AskAsync(RunningGateway gateway) => gateway.AskAsync(
        "harbor-bank",
        "query($number: CardNumber!) { card(number: $number, purpose: ACCOUNT_OPENING) { valid } }",
        new { number = "0000 0000 0000 0195" });

    private Task<RunningGateway> StartAsync() =>
        RunningGateway.StartAsync(null, (StorageSettings.PostgreSqlSetting, server.Create("gateway")));
}
