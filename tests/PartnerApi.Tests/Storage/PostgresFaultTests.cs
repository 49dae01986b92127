using System.Net;
using Npgsql;
using PartnerApi.Core;
using PartnerApi.Partners;
using PartnerApi.Policy.Statistics;
using PartnerApi.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Tests.Storage;

/// <summary>When the PostgreSQL server dies, is read-only, or is locked, callers get a typed error, and answers again as soon as it recovers.</summary>
[Trait("Store", "PostgreSql")]
public sealed class PostgresFaultTests : IDisposable
{
    private readonly PostgresServer server = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => server.Dispose();

    [Fact]
    public async Task Killed_server_fails_requests_as_unavailable_until_it_restarts()
    {
        await using var gateway = await StartAsync();
        await gateway.TokenAsync("harbor-bank");
        var before = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => QueryAsync(gateway)));
        Assert.All(before, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));

        server.Kill();
        var during = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => QueryAsync(gateway)));
        Assert.All(during, AssertUnavailable);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await RequestTokenAsync(gateway));

        server.Start();
        Assert.Equal(HttpStatusCode.OK, (await QueryAsync(gateway)).Status);
        Assert.Equal(HttpStatusCode.OK, await RequestTokenAsync(gateway));
        await Writer(gateway).WriteAsync(Raise, Cancellation);
        Assert.DoesNotContain(PostgresServer.Password, gateway.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_restart_between_requests_fails_no_request()
    {
        await using var gateway = await StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RequestTokenAsync(gateway)));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => QueryAsync(gateway)));
        var (card, key) = (MuseumGateway.Adults(Installation.CityToday).First(), MuseumGateway.NewKey());

        // Each round starts with pooled connections to the killed server, and tries another path first: token, query, mutation.
        foreach (var first in new Func<Task<HttpStatusCode>>[]
        {
            () => RequestTokenAsync(gateway),
            async () => (await QueryAsync(gateway)).Status,
            async () => (await RedeemAsync(gateway, card, key)).Status,
        })
        {
            server.Kill();
            server.Start();
            Assert.Equal(HttpStatusCode.OK, await first());
            await Writer(gateway).WriteAsync(Raise, Cancellation);
            Assert.All(await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RequestTokenAsync(gateway))), status => Assert.Equal(HttpStatusCode.OK, status));
        }
    }

    [Fact]
    public async Task Read_only_server_fails_writes_as_read_only_and_answers_queries()
    {
        await using var gateway = await StartAsync();
        server.Execute("postgres", "ALTER DATABASE gateway SET default_transaction_read_only = on");
        server.Execute("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'gateway'");

        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => Writer(gateway).WriteAsync(Raise, Cancellation));
        Assert.Equal(StoreTrouble.ReadOnly, error.Trouble);
        Assert.Equal(HttpStatusCode.OK, (await QueryAsync(gateway)).Status);

        server.Execute("postgres", "ALTER DATABASE gateway RESET default_transaction_read_only");
        server.Execute("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'gateway'");
        await Writer(gateway).WriteAsync(Raise, Cancellation);
    }

    [Fact]
    public async Task Locked_table_fails_a_write_as_busy_and_delays_no_query()
    {
        await using var gateway = await StartAsync();
        await using (var holder = server.Open("gateway"))
        {
            await using var transaction = await holder.BeginTransactionAsync(Cancellation);
            await using var locking = new NpgsqlCommand("LOCK TABLE \"Generations\" IN EXCLUSIVE MODE", holder, transaction);
            await locking.ExecuteNonQueryAsync(Cancellation);

            // The write fails while the lock is still held.
            var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => Writer(gateway).WriteAsync(Raise, Cancellation));
            Assert.Equal(StoreTrouble.Busy, error.Trouble);
            Assert.Equal(HttpStatusCode.OK, (await QueryAsync(gateway)).Status);
        }
        await Writer(gateway).WriteAsync(Raise, Cancellation);
    }

    [Fact]
    public async Task Server_without_free_connections_fails_requests_as_unavailable_until_it_has_some()
    {
        server.Create("gateway");
        server.Execute("postgres", "CREATE ROLE limited LOGIN");
        server.Execute("postgres", "ALTER DATABASE gateway OWNER TO limited");
        await using var gateway = await RunningGateway.StartAsync(
            null, (StorageSettings.PostgreSqlSetting, server.ConnectionString("gateway").Replace("Username=partner", "Username=limited", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.OK, (await QueryAsync(gateway)).Status);

        server.Execute("postgres", "ALTER ROLE limited CONNECTION LIMIT 0");
        server.Execute("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'gateway'");
        AssertUnavailable(await QueryAsync(gateway));
        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => Writer(gateway).WriteAsync(Raise, Cancellation));
        Assert.Equal(StoreTrouble.Busy, error.Trouble);

        server.Execute("postgres", "ALTER ROLE limited CONNECTION LIMIT -1");
        Assert.Equal(HttpStatusCode.OK, (await QueryAsync(gateway)).Status);
        await Writer(gateway).WriteAsync(Raise, Cancellation);
    }

    [Fact]
    public async Task Full_disk_fails_a_redemption_as_unavailable_until_there_is_space()
    {
        await using var gateway = await StartAsync();
        var (card, key) = (MuseumGateway.Adults(Installation.CityToday).First(), MuseumGateway.NewKey());

        // 53100 is the error that the server returns when it cannot extend a table.
        server.Execute("gateway", "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$");
        server.Execute("gateway", "CREATE TRIGGER full_disk BEFORE INSERT ON \"Redemptions\" FOR EACH ROW EXECUTE FUNCTION full_disk()");
        AssertUnavailable(await RedeemAsync(gateway, card, key));
        Assert.Equal(HttpStatusCode.OK, (await QueryAsync(gateway)).Status);

        server.Execute("gateway", "DROP TRIGGER full_disk ON \"Redemptions\"");
        Assert.True((await RedeemAsync(gateway, card, key)).Data("redeemBenefit", "redeemed").GetBoolean());
    }

    // A snapshot from before the wait for the lock would let two hosts redeem the same benefit.
    [Fact]
    public async Task Write_transaction_sees_what_the_one_before_it_committed()
    {
        await using var gateway = await StartAsync();
        server.Execute("postgres", "ALTER ROLE partner SET default_transaction_isolation = 'repeatable read'");
        server.Execute("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'gateway'");
        for (var expected = 100; ; expected++)
        {
            await using var holder = server.Open("gateway");
            await using var transaction = await holder.BeginTransactionAsync(Cancellation);
            await RunAsync($"SELECT pg_advisory_xact_lock({0x50415049_00000001}); UPDATE \"Generations\" SET \"Value\" = {expected} WHERE \"Name\" = 'directory'");
            var next = Task.Run(() => Writer(gateway).RunAsync(connection => connection.Generations.Of(DirectoryGeneration.Name)), Cancellation);
            await Eventually.TrueAsync(async () => next.IsCompleted || await RunAsync("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") is 1);
            await transaction.CommitAsync(Cancellation);
            try
            {
                Assert.Equal(expected, await next);
                return;
            }
            catch (StoreUnavailableException error) when (error.Trouble == StoreTrouble.Busy)
            {
                // A busy machine held the lock for too long.
            }

            async Task<object?> RunAsync(string sql)
            {
                await using var command = new NpgsqlCommand(sql, holder, transaction);
                return await command.ExecuteScalarAsync(Cancellation);
            }
        }
    }

    [Fact]
    public async Task Lost_commit_result_is_resolved_by_the_idempotency_key()
    {
        server.Create("gateway");
        using var network = new CommitBreaker(server.Port, before: "pg_advisory_xact_lock");
        await using var gateway = await RunningGateway.StartAsync(
            null, (StorageSettings.PostgreSqlSetting, server.ConnectionString("gateway").Replace($"Port={server.Port}", $"Port={network.Port}", StringComparison.Ordinal)));
        await gateway.TokenAsync("river-museum");
        var (card, key) = (MuseumGateway.Adults(Installation.CityToday).First(), MuseumGateway.NewKey());

        network.Arm();
        AssertUnavailable(await RedeemAsync(gateway, card, key));
        Assert.True(network.IsSpent);

        // The redemption was committed: its key returns the stored answer, and another key finds the benefit used.
        var listed = await gateway.QueryAsync("river-museum", "{ redemptions { edges { node { id } } } }");
        var again = await RedeemAsync(gateway, card, key);
        Assert.True(again.Data("redeemBenefit", "redeemed").GetBoolean());
        Assert.Equal("ALREADY_REDEEMED", (await RedeemAsync(gateway, card, MuseumGateway.NewKey())).Data("redeemBenefit", "reason").GetString());
        Assert.Equal(
            again.Data("redeemBenefit", "redemption", "id").GetString(),
            Assert.Single(listed.Data("redemptions", "edges").EnumerateArray()).GetProperty("node").GetProperty("id").GetString());
    }

    // The release cannot know whether the commit succeeded. It has stored the drawn numbers, so the month is never drawn again.
    [Theory]
    [InlineData(ClosedMonthTable.Name, 1)]
    [InlineData("EnrollmentReleases", 2)]
    public async Task Release_with_a_lost_commit_result_is_published_once_with_the_drawn_numbers(string written, int months)
    {
        server.Create("releases");
        using var network = new CommitBreaker(server.Port, before: $"INSERT INTO \"{written}\"");
        await using var gateway = await RunningGateway.StartAsync(
            null,
            (StorageSettings.PostgreSqlSetting, server.ConnectionString("releases").Replace($"Port={server.Port}", $"Port={network.Port}", StringComparison.Ordinal)),
            ("Statistics:FirstMonth", Analyst.First.ToString()));

        network.Arm();
        var lost = await Assert.ThrowsAsync<StoreUnavailableException>(() => gateway.Releases().ReleaseNextAsync(takesOver: false, TestContext.Current.CancellationToken));
        Assert.Equal(StoreTrouble.OutcomeUnknown, lost.Trouble);
        Assert.True(network.IsSpent);

        await gateway.ReleaseAsync(1);
        var published = gateway.Rows<EnrollmentRelease>().OrderBy(row => row.Month).ToList();
        Assert.Equal(Enumerable.Range(Analyst.First.Previous.Index, months), published.Select(row => (int)row.Month));
        Assert.All(published, row => Assert.Equal(
            File.ReadAllText(Path.Combine(gateway.Data, DrawnMonths.FolderName, $"{new Month((int)row.Month)}.json")), row.Published));
    }

    private static void AssertUnavailable(Answer answer)
    {
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "UNAVAILABLE"), (answer.Status, Assert.Single(answer.Codes)));
        Assert.Contains(answer.Headers, header => header.Key == "Retry-After");
    }

    private static Task<Answer> RedeemAsync(RunningGateway gateway, string card, string key) => gateway.QueryAsync(
        "river-museum",
        "mutation($i: RedeemBenefitInput!) { redeemBenefit(input: $i) { redeemed reason redemption { id } } }",
        new { i = new { card, purpose = "MEMBERSHIP", benefit = MuseumGateway.Benefit, idempotencyKey = key } });

    private static async Task<HttpStatusCode> RequestTokenAsync(RunningGateway gateway)
    {
        using var credentials = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = "river-museum",
            ["client_secret"] = "sandbox",
        });
        using var response = await gateway.Http.PostAsync("/connect/token", credentials, Cancellation);
        return response.StatusCode;
    }

    private static GatewayWriter Writer(RunningGateway gateway) => (GatewayWriter)gateway.Services.GetService(typeof(GatewayWriter))!;

    private static void Raise(GatewayDbContext context) => context.Find<Generation>(DirectoryGeneration.Name)!.Value++;

    private static Task<Answer> QueryAsync(RunningGateway gateway) => gateway.QueryAsync(
        "harbor-bank",
        "query($number: CardNumber!) { card(number: $number, purpose: ACCOUNT_OPENING) { valid } }",
        new { number = "0000 0000 0000 0195" });

    private Task<RunningGateway> StartAsync() =>
        RunningGateway.StartAsync(null, (StorageSettings.PostgreSqlSetting, server.Create("gateway")));
}
