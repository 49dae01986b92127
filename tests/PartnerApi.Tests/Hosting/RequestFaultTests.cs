using PartnerApi.Http;

namespace PartnerApi.Tests.Hosting;

/// <summary>
/// Malformed requests, sent over sockets to every path that reads a body, are client faults and cost one log line (faults 34, 35, 49, 50).
/// </summary>
[Trait("Needs", "NoStore")]
public sealed class RequestFaultTests
{
    private const string Form = "application/x-www-form-urlencoded";

    private static readonly (string Path, string Type)[] Bodies =
        [("/graphql", "application/json"), ("/connect/token", Form), ("/connect/authorize", Form)];

    [Fact]
    public async Task Malformed_request_returns_4xx_and_costs_one_log_line()
    {
        var gateway = await RunningGateway.StartAsync(settings: ("Http:BodySeconds", "2"));
        await using (gateway)
        {
            var token = await gateway.TokenAsync("harbor-bank");
            foreach (var (path, type) in Bodies)
            {
                var head = $"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\nContent-Type: {type}\r\n";
                var chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
                await AssertStatusAsync(gateway, chunked + "5\r\n{\"que\r\nZZ\r\n", 400, path);
                await AssertStatusAsync(gateway, chunked + "5\r\n{\"queXX", 400, path);
                await AssertStatusAsync(gateway, chunked + "-1\r\n\r\n", 400, path);
                await AssertStatusAsync(gateway, chunked + "FFFFFFFFFFFFFFFFF\r\n", 400, path);

                // The body never ends: the server waits for the configured time and no longer.
                await AssertStatusAsync(gateway, chunked + "5\r\n{\"que", 408, path);
                await AssertStatusAsync(gateway, head + "Content-Length: 50\r\n\r\n{", 408, path);

                await AssertStatusAsync(gateway, head + "Content-Length: 100000000\r\n\r\n{", 413, path);
                await AssertStatusAsync(gateway, chunked + "11000\r\n" + new string('a', 0x11000) + "\r\n0\r\n\r\n", 413, path);

                using (var cut = await CallerSocket.OpenAsync(gateway))
                {
                    await cut.SendAsync(head + "Content-Length: 50\r\n\r\n{");
                    cut.EndSending();
                    var answer = await cut.ReadToEndAsync();
                    if (answer.Length > 0) Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
                }

                // The server notices only some of the resets.
                for (var i = 0; i < 300; i++)
                {
                    using var reset = await CallerSocket.OpenAsync(gateway);
                    await reset.SendAsync(head + "Content-Length: 50\r\n\r\n{");
                    reset.Reset();
                }
            }

            AssertQuiet(gateway);
            Assert.Single(Lines(gateway));
        }

        // When it stops, the gateway logs how many more there were.
        AssertQuiet(gateway);
        Assert.Equal(2, Lines(gateway).Count);
        Assert.Matches("Client faults since the last line: .*malformed request.*slow bod.*", Lines(gateway)[1]);
    }

    [Theory]
    [InlineData("utf-7")]
    [InlineData("x-unknown")]
    [InlineData("\"")]
    [InlineData("utf-8; charset=utf-16")]
    public async Task Unknown_charset_returns_4xx(string charset)
    {
        await using var gateway = await RunningGateway.StartAsync();
        var token = await gateway.TokenAsync("harbor-bank");
        foreach (var (path, type) in Bodies)
        {
            const string Body = "grant_type=client_credentials&client_id=harbor-bank&client_secret=wrong";
            var answer = await CallerSocket.QueryAsync(gateway, $"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n"
                + $"Content-Type: {type}; charset={charset}\r\nContent-Length: {Body.Length}\r\n\r\n{Body}");
            Assert.True(answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), path + ": " + answer);
        }
        AssertQuiet(gateway);
    }

    // The server rejects these before the gateway sees a request.
    [Theory]
    [InlineData("GET /graphql\r\n\r\n", 400)]
    [InlineData("GET /graphql HTTP/9.9\r\nHost: x\r\n\r\n", 505)]
    [InlineData("nonsense\r\n\r\n", 400)]
    [InlineData("GET /graphql HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /graphql HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400)]
    [InlineData("GET /graphql HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n", 400)]
    [InlineData("GET /graphql HTTP/1.1\r\nHost: x\r\n folded: c\r\n\r\n", 400)]
    [InlineData("GET /graphql HTTP/1.1\r\nHost: x\r\nA\0: c\r\n\r\n", 400)]
    [InlineData("GET /graphql HTTP/1.1\r\nHost: x\r\nA: c\0\r\n\r\n", 400)]
    [InlineData("GET /graphql HTTP/1.1\nHost: x\nConnection: close\n\n", 400)]
    [InlineData("GET /graphql HTTP/1.1\r\nHost: x\nConnection: close\r\n\r\n", 400)]
    [InlineData("POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}", 400)]
    [InlineData("POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n{}", 400)]
    [InlineData("POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 1, 1\r\n\r\n{}", 400)]
    [InlineData("POST /graphql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400)]
    [InlineData("POST /graphql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 400)]
    [InlineData("POST /graphql HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400)]
    [InlineData("POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    public async Task Request_that_violates_HTTP_is_rejected_and_closes_the_connection(string request, int status)
    {
        await using var gateway = await RunningGateway.StartAsync();
        var answer = await CallerSocket.QueryAsync(gateway, request);
        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);

        // One response: the bytes after the fault are not read as another request.
        Assert.Equal(1, answer.Split("HTTP/1.1 ").Length - 1);
        AssertQuiet(gateway);
    }

    [Fact]
    public async Task Slow_clients_do_not_block_others()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var token = await gateway.TokenAsync("harbor-bank");
        var slow = new List<CallerSocket>();
        try
        {
            for (var i = 0; i < 200; i++)
            {
                slow.Add(await CallerSocket.OpenAsync(gateway));
                await slow[i].SendAsync(i % 2 == 0
                    ? "POST /graphql HTTP/1.1\r\nHost: x\r\nAuth"
                    : $"POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{{");
            }
            Assert.Equal("""{"data":{"viewer":{"client":"harbor-bank"}}}""", (await gateway.QueryAsync("harbor-bank", "{viewer{client}}")).Body);
        }
        finally
        {
            slow.ForEach(connection => connection.Dispose());
        }
    }

    // No warning or error, no stack trace, and only short lines from ClientFaults.
    private static void AssertQuiet(RunningGateway gateway)
    {
        var text = gateway.Log.Text;
        var stack = text.IndexOf("   at ", StringComparison.Ordinal);
        Assert.True(stack < 0, text[Math.Max(0, stack - 600)..Math.Min(text.Length, Math.Max(0, stack) + 600)]);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text.Split('\n'), line =>
            line.StartsWith("Warning ", StringComparison.Ordinal) || line.StartsWith("Error ", StringComparison.Ordinal) || line.StartsWith("Critical ", StringComparison.Ordinal));
        Assert.All(Lines(gateway), line => Assert.InRange(line.Length, 1, 250));
    }

    private static List<string> Lines(RunningGateway gateway) =>
        [.. gateway.Log.Text.Split('\n').Where(line => line.Contains(typeof(ClientFaults).FullName!, StringComparison.Ordinal))];

    private static async Task AssertStatusAsync(RunningGateway gateway, string request, int status, string path)
    {
        using var connection = await CallerSocket.OpenAsync(gateway);
        await connection.SendAsync(request);
        var line = await connection.ReadLineAsync();
        Assert.True(line.StartsWith($"HTTP/1.1 {status}", StringComparison.Ordinal), $"{path}: expected {status}, got '{line}' for {request[^Math.Min(request.Length, 80)..]}");
    }
}
