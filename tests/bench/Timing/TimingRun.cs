using System.Net;
using System.Text;

namespace PartnerApi.Bench.Timing;

/// <summary>Sends one request for every kind of card, over one connection.</summary>
internal sealed class TimingRun : IDisposable
{
    private const int WarmUp = 500;
    private const int ResponsesCompared = 25;

    private readonly KeepAliveConnection connection;
    private readonly byte[][] requests;

    private TimingRun(KeepAliveConnection connection, byte[][] requests)
    {
        this.connection = connection;
        this.requests = requests;
    }

    /// <summary>The two different responses, after <see cref="ResponsesAreEqual"/> has returned false.</summary>
    public string DifferentResponse { get; private set; } = "";

    /// <summary>Connects, gets a token, and sends requests until the server is warm.</summary>
    public static async Task<TimingRun> StartAsync(RunningGateway gateway, GatewayRequest request)
    {
        var token = await gateway.TokenAsync("river-museum");
        var requests = TestCard.Kinds.Select(card => request.Request(gateway.Address, token, card.Number)).ToArray();
        var run = new TimingRun(new KeepAliveConnection(new IPEndPoint(IPAddress.Loopback, gateway.Address.Port)), requests);
        Samples.Take(run.connection, requests, WarmUp);
        return run;
    }

    /// <summary>
    /// True if the responses for all cards have the same status, headers in the same order with the same values (except the date and the request id), and
    /// body, and say that the card is not valid.
    /// </summary>
    public bool ResponsesAreEqual()
    {
        string? first = null;
        for (var round = 0; round < ResponsesCompared; round++)
        {
            foreach (var request in requests)
            {
                connection.Send(request);
                var response = Comparable(connection.Response);
                first ??= response;
                if (response == first && response.Contains("\"valid\":false", StringComparison.Ordinal)) continue;
                DifferentResponse = $"{first}\n----\n{response}";
                return false;
            }
        }
        return true;
    }

    /// <summary>The times of one round.</summary>
    /// <param name="perSeries">How often each card is requested.</param>
    public Samples Round(int perSeries) => Samples.Take(connection, requests, perSeries);

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    private static string Comparable(ReadOnlySpan<byte> response)
    {
        var lines = Encoding.UTF8.GetString(response).Split("\r\n");
        for (var line = 0; line < lines.Length && lines[line].Length > 0; line++)
        {
            if (lines[line].StartsWith("Date:", StringComparison.Ordinal)) lines[line] = "Date:";
            if (lines[line].StartsWith("X-Request-Id:", StringComparison.Ordinal)) lines[line] = "X-Request-Id:";
        }
        return string.Join("\n", lines);
    }
}
