using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Tests.Commands;
using PartnerApi.Tests.Host;

namespace PartnerApi.Tests.Quotas;

/// <summary>What one partner may send at a time, over HTTP: the bounds hold for it alone, and cost the others nothing.</summary>
public sealed class PartnerLimitTests
{
    private const string Card = "{ card(number: \"0000000000000195\", purpose: ACCOUNT_OPENING) { valid } }";
    private const string Quota = "{ viewer { quota { answersLeftThisHour answersLeftToday requestsPerSecond requestBurst concurrentRequests receiptsPerRequest } } }";

    private readonly StillClock clock = new();

    [Fact]
    public async Task Over_the_rate_a_request_is_refused_before_it_is_read_and_only_its_partner_s()
    {
        await using var gateway = await StartAsync(("Quotas:RequestsPerSecond", "5"));
        await gateway.TokenAsync("harbor-bank");
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => gateway.QueryAsync("harbor-bank", Card)));
        Assert.Equal(10, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        var records = Records(gateway);

        // Not even that it is no JSON is noticed, and nothing of it is on record.
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
    public async Task Requests_in_progress_are_bounded_and_only_their_partner_s()
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
    public async Task Of_64_callers_with_one_card_exactly_as_many_are_answered_as_there_are_answers()
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

        // The ledger brings the count back, and tells another process of it.
        await gateway.RestartAsync();
        Assert.Equal(["QUOTA_EXCEEDED"], (await gateway.QueryAsync("harbor-bank", Card)).Codes);
        await using var other = await gateway.StartBesideAsync();
        Assert.Equal(["QUOTA_EXCEEDED"], (await other.QueryAsync("harbor-bank", Card)).Codes);
    }

    [Fact]
    public async Task First_answer_again_counts_as_an_answer_and_as_no_card()
    {
        const string redeem = """
            mutation { redeemBenefit(input: { card: "0000000000000195", purpose: MEMBERSHIP, benefit: "river-museum-membership", idempotencyKey: "one" }) { redeemed } }
            """;
        await using var gateway = await StartAsync(("Quotas:AnswersPerHour", "3"), ("Quotas:CardsPerHour", "1"));
        for (var asked = 0; asked < 2; asked++) Assert.Empty((await gateway.QueryAsync("river-museum", redeem)).Codes);
        await gateway.RestartAsync();
        Assert.Empty((await gateway.QueryAsync("river-museum", redeem)).Codes);
        Assert.Equal(["QUOTA_EXCEEDED"], (await gateway.QueryAsync("river-museum", redeem)).Codes);
    }

    [Fact]
    public async Task Agreement_sets_limits_for_its_partner_that_hold_from_the_next_question_on()
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
    public async Task Agreement_with_a_limit_that_is_none_is_refused(string option, string value)
    {
        var refused = await Executable.RunAsync("partners", "agreement", "set", "harbor-bank", option, value);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains($"'{value}' is not a whole number from 1 to ", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_releases_count_as_requests_do()
    {
        await using var gateway = await StartAsync(("Quotas:RequestsPerSecond", "1"));
        gateway.Http.DefaultRequestHeaders.Authorization = new("Bearer", await gateway.TokenAsync("city-analyst"));
        var statuses = new List<HttpStatusCode>();
        for (var asked = 0; asked < 3; asked++)
        {
            using var response = await gateway.Http.GetAsync("/statistics/data-dictionary.csv", TestContext.Current.CancellationToken);
            statuses.Add(response.StatusCode);
            if (asked == 2) Assert.Equal("1", response.Headers.GetValues("Retry-After").Single());
        }
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], statuses);
    }

    [Fact]
    public async Task Other_processes_are_followed_on_the_clock_of_the_host()
    {
        await using var gateway = await StartAsync();
        Assert.Contains(TimeSpan.FromSeconds(1), clock.Periods);
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

    // A request that is in progress: the server has begun to read its body, and the body is still to come.
    private static async Task<TcpClient> BeginAsync(RunningGateway gateway)
    {
        var address = new Uri(gateway.Address);
        var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        var head = $"POST /graphql HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {await gateway.TokenAsync("harbor-bank")}\r\n"
            + "Content-Type: application/json\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        var goOn = new byte["HTTP/1.1 100 Continue\r\n\r\n".Length];
        await connection.GetStream().ReadExactlyAsync(goOn, TestContext.Current.CancellationToken);
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", Encoding.ASCII.GetString(goOn));
        return connection;
    }

    private static async Task EndAsync(TcpClient connection)
    {
        await connection.GetStream().WriteAsync("{}"u8.ToArray(), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(connection.GetStream());
        Assert.Contains("BAD_REQUEST", await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
