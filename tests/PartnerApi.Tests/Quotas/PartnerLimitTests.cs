using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace PartnerApi.Tests.Quotas;

/// <summary>The request limits of one partner, over HTTP. They do not affect other partners.</summary>
[Trait("Store", "Either")]
public sealed class PartnerLimitTests
{
    private const string Card = "{ card(number: \"0000000000000195\", purpose: ACCOUNT_OPENING) { valid } }";
    private const string Quota = "{ viewer { quota { answersLeftThisHour answersLeftToday requestsPerSecond requestBurst concurrentRequests receiptsPerRequest } } }";

    private readonly ManualClock clock = new();

    [Fact]
    public async Task Request_over_the_rate_is_rejected_unread_and_other_partners_are_not_affected()
    {
        await using var gateway = await StartAsync(("Quotas:RequestsPerSecond", "5"));
        await gateway.TokenAsync("harbor-bank");
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => gateway.QueryAsync("harbor-bank", Card)));
        Assert.Equal(10, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        var records = Records(gateway);

        // A body that is not JSON gets the same error, and nothing is recorded.
        var refused = await gateway.SendAsync(await gateway.TokenAsync("harbor-bank"), "{");
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.OK).Append(refused), answer =>
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
            Assert.Equal(["QUOTA_EXCEEDED"], answer.Codes);
            Assert.Equal("1", answer.Headers.Single(header => header.Key == "Retry-After").Value);
            Assert.Contains("\"limit\":\"requestsPerSecond\",\"most\":5,\"retryAfter\":1", answer.Body, StringComparison.Ordinal);
        });
        Assert.Equal(records, Records(gateway));
        Assert.Empty((await gateway.QueryAsync("river-museum", "{ viewer { partner } }")).Codes);

        clock.Advance(TimeSpan.FromSeconds(1));
        answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => gateway.QueryAsync("harbor-bank", Card)));
        Assert.Equal(5, answers.Count(answer => answer.Status == HttpStatusCode.OK));
    }

    [Fact]
    public async Task Requests_in_progress_are_limited_and_other_partners_are_not_affected()
    {
        await using var gateway = await StartAsync(("Quotas:Concurrent", "2"));
        using var first = await BeginAsync(gateway);
        using var second = await BeginAsync(gateway);

        var answer = await gateway.QueryAsync("harbor-bank", Card);
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
        Assert.Contains("\"limit\":\"concurrent\",\"most\":2", answer.Body, StringComparison.Ordinal);
        Assert.Empty((await gateway.QueryAsync("river-museum", "{ viewer { partner } }")).Codes);

        await EndAsync(first);
        Assert.Equal(HttpStatusCode.OK, (await gateway.QueryAsync("harbor-bank", Card)).Status);
        await EndAsync(second);
    }

    [Fact]
    public async Task Answer_quota_is_exact_for_64_concurrent_lookups_of_one_card()
    {
        await using var gateway = await StartAsync(("Quotas:AnswersPerHour", "40"));
        await gateway.TokenAsync("harbor-bank");
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => gateway.QueryAsync("harbor-bank", Card)));
        Assert.Equal(40, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.OK), answer =>
        {
            Assert.Equal((HttpStatusCode.TooManyRequests, "QUOTA_EXCEEDED"), (answer.Status, answer.Codes.Single()));
            Assert.InRange(int.Parse(answer.Headers.Single(header => header.Key == "Retry-After").Value, CultureInfo.InvariantCulture), 1, 3600);
        });
        Assert.Equal(0, (await gateway.QueryAsync("harbor-bank", Quota)).Data("viewer", "quota", "answersLeftThisHour").GetInt32());
        var museum = await gateway.QueryAsync("river-museum", "{ card(number: \"0000000000000195\", purpose: MEMBERSHIP) { valid } }");
        Assert.Empty(museum.Codes);

        // The count is restored from the ledger, also in another process.
        await gateway.RestartAsync();
        Assert.Equal(["QUOTA_EXCEEDED"], (await gateway.QueryAsync("harbor-bank", Card)).Codes);
        await using var other = await gateway.StartBesideAsync();
        Assert.Equal(["QUOTA_EXCEEDED"], (await other.QueryAsync("harbor-bank", Card)).Codes);
    }

    [Fact]
    public async Task Repeated_result_counts_as_an_answer_and_not_as_a_card()
    {
        const string redeem = """
            mutation { redeemBenefit(input: { card: "0000000000000195", purpose: MEMBERSHIP, benefit: "river-museum-membership", idempotencyKey: "one" }) { redeemed } }
            """;
        await using var gateway = await StartAsync(("Quotas:AnswersPerHour", "3"), ("Quotas:CardsPerHour", "1"));
        for (var count = 0; count < 2; count++) Assert.Empty((await gateway.QueryAsync("river-museum", redeem)).Codes);
        await gateway.RestartAsync();
        Assert.Empty((await gateway.QueryAsync("river-museum", redeem)).Codes);
        Assert.Equal(["QUOTA_EXCEEDED"], (await gateway.QueryAsync("river-museum", redeem)).Codes);
    }

    [Fact]
    public async Task Limits_of_an_agreement_apply_to_its_partner_from_the_next_request()
    {
        await using var gateway = await StartAsync(("Quotas:RequestsPerSecond", "50"));
        await AssertQuotaAsync(gateway, "50,000 250,000 50 100 1,000 100");
        var set = await Executable.RunAsync([
            .. "partners agreement set harbor-bank --answers-per-hour 7 --answers-per-day 8 --requests-per-second 9 --concurrent 10 --receipts-per-request 11 --data".Split(' '),
            gateway.Data]);
        Assert.Equal((0, ""), (set.ExitCode, set.Error));
        await AssertQuotaAsync(gateway, "7 8 9 18 10 11");
        Assert.Contains(
            "AnswersPerHour 7, AnswersPerDay 8, RequestsPerSecond 9, Concurrent 10, ReceiptsPerRequest 11",
            (await Executable.RunAsync("partners", "show", "harbor-bank", "--data", gateway.Data)).Output, StringComparison.Ordinal);

        await Executable.RunAsync("partners", "agreement", "set", "harbor-bank", "--answers-per-hour", "default", "--requests-per-second", "2", "--data", gateway.Data);
        await AssertQuotaAsync(gateway, "50,000 8 2 4 10 11");
        Assert.Equal(4, (await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => gateway.QueryAsync("harbor-bank", Card)))).Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.Empty((await gateway.QueryAsync("river-museum", "{ viewer { partner } }")).Codes);
    }

    [Theory]
    [InlineData("--answers-per-hour", "0")]
    [InlineData("--answers-per-day", "-1")]
    [InlineData("--concurrent", "many")]
    [InlineData("--requests-per-second", "1000001")]
    public async Task Agreement_with_an_invalid_limit_is_rejected(string option, string value)
    {
        var refused = await Executable.RunAsync("partners", "agreement", "set", "harbor-bank", option, value);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains($"'{value}' is not a whole number from 1 to ", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Downloads_of_releases_count_as_requests()
    {
        await using var gateway = await StartAsync(("Quotas:RequestsPerSecond", "1"));
        gateway.Http.DefaultRequestHeaders.Authorization = new("Bearer", await gateway.TokenAsync("city-analyst"));
        var statuses = new List<HttpStatusCode>();
        for (var count = 0; count < 3; count++)
        {
            using var response = await gateway.Http.GetAsync("/statistics/data-dictionary.csv", TestContext.Current.CancellationToken);
            statuses.Add(response.StatusCode);
            if (count == 2) Assert.Equal("1", response.Headers.GetValues("Retry-After").Single());
        }
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], statuses);
    }

    [Fact]
    public async Task Records_of_other_processes_are_read_every_second_of_the_injected_clock()
    {
        await using var gateway = await StartAsync();
        Assert.Contains(TimeSpan.FromSeconds(1), clock.Waits);
    }

    private static async Task AssertQuotaAsync(RunningGateway gateway, string expected)
    {
        var quota = (await gateway.QueryAsync("harbor-bank", Quota)).Data("viewer", "quota");
        Assert.Equal(expected, string.Join(' ', quota.EnumerateObject().Select(field => field.Value.GetInt32().ToString("N0", CultureInfo.InvariantCulture))));
    }

    private Task<RunningGateway> StartAsync(params (string, string?)[] settings) =>
        RunningGateway.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock), settings);

    private static string Records(RunningGateway gateway) => string.Concat(
        Directory.EnumerateFiles(Path.Combine(gateway.Data, "disclosures"), "*.log").Order(StringComparer.Ordinal).Select(file =>
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return reader.ReadToEnd().TrimEnd('\0');
        }));

    // A request in progress: the server waits for its body.
    private static async Task<TcpClient> BeginAsync(RunningGateway gateway)
    {
        var address = new Uri(gateway.Address);
        var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        var head = $"POST /graphql HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {await gateway.TokenAsync("harbor-bank")}\r\n"
            + "Content-Type: application/json\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        var expected = new byte["HTTP/1.1 100 Continue\r\n\r\n".Length];
        await connection.GetStream().ReadExactlyAsync(expected, TestContext.Current.CancellationToken);
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", Encoding.ASCII.GetString(expected));
        return connection;
    }

    private static async Task EndAsync(TcpClient connection)
    {
        await connection.GetStream().WriteAsync("{}"u8.ToArray(), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(connection.GetStream());
        Assert.Contains("BAD_REQUEST", await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
