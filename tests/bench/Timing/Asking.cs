using System.Net;
using System.Text;

namespace PartnerApi.Bench.Timing;

/// <summary>One question about every kind of card, over one connection.</summary>
internal sealed class Asking : IDisposable
{
    private const int WarmUp = 1_500;
    private const int PerSeries = 4_000;
    private const int AnswersCompared = 25;

    private readonly KeepAliveConnection connection;
    private readonly byte[][] requests;

    private Asking(KeepAliveConnection connection, byte[][] requests)
    {
        this.connection = connection;
        this.requests = requests;
    }

    /// <summary>After <see cref="AnswersAreTheSame"/> said no: the answers that differ.</summary>
    public string DifferentAnswer { get; private set; } = "";

    /// <summary>Connects, gets a token, and asks until the server is warm.</summary>
    public static async Task<Asking> AboutAsync(RunningGateway gateway, GatewayRequest question)
    {
        var token = await gateway.TokenAsync("river-museum");
        var requests = TestCard.Kinds.Select(card => question.Request(gateway.Address, token, card.Number)).ToArray();
        var asking = new Asking(new KeepAliveConnection(new IPEndPoint(IPAddress.Loopback, gateway.Address.Port)), requests);
        Samples.Take(asking.connection, requests, WarmUp);
        return asking;
    }

    /// <summary>
    /// Whether the answers about all cards have the same status, the same headers in the same order, with the same values but for the date and the
    /// request's id, and the same body, and say that the card is not valid.
    /// </summary>
    public bool AnswersAreTheSame()
    {
        string? first = null;
        for (var turn = 0; turn < AnswersCompared; turn++)
        {
            foreach (var request in requests)
            {
                connection.Ask(request);
                var answer = Comparable(connection.Answer);
                first ??= answer;
                if (answer == first && answer.Contains("\"valid\":false", StringComparison.Ordinal)) continue;
                DifferentAnswer = $"{first}\n----\n{answer}";
                return false;
            }
        }
        return true;
    }

    /// <summary>The times of one round.</summary>
    public Samples Round() => Samples.Take(connection, requests, PerSeries);

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    private static string Comparable(ReadOnlySpan<byte> answer)
    {
        var lines = Encoding.UTF8.GetString(answer).Split("\r\n");
        for (var line = 0; line < lines.Length && lines[line].Length > 0; line++)
        {
            if (lines[line].StartsWith("Date:", StringComparison.Ordinal)) lines[line] = "Date:";
            if (lines[line].StartsWith("X-Request-Id:", StringComparison.Ordinal)) lines[line] = "X-Request-Id:";
        }
        return string.Join("\n", lines);
    }
}
