using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using PartnerApi.Policy;

namespace PartnerApi.Bench.Timing;

/// <summary>
/// Checks how many bytes the gateway allocates for a request. Unlike times, they are the same on every machine. The client allocates nothing.
/// </summary>
internal static class Allocations
{
    // On a busy machine, the runtime has compiled all code only after many rounds.
    private const int MostRounds = 100;
    private const int PerRound = 500;

    // The measured bytes, and 3 % for other versions of the runtime.
    private static readonly (string Name, int Cards, int Most)[] Requests = [("one card", 1, 5_300), ("a list of 50 cards", 50, 52_000)];

    /// <summary>Sends requests until the runtime has compiled all code, and compares the fewest bytes of a round with the maximum.</summary>
    public static async Task CheckAsync(RunningGateway gateway, Checks checks)
    {
        var token = await gateway.TokenAsync("harbor-bank");
        using var connection = new KeepAliveConnection(new IPEndPoint(IPAddress.Loopback, gateway.Address.Port));
        foreach (var (name, cards, most) in Requests)
        {
            var request = Request(gateway.Address, token, cards);
            var bytes = long.MaxValue;
            for (var round = 0; round < MostRounds && bytes > most; round++) bytes = Math.Min(bytes, Round(connection, request));
            checks.Expect($"allocations for {name}", bytes <= most, string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes, at most {most}"));
        }
    }

    private static long Round(KeepAliveConnection connection, byte[] request)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var sent = 0; sent < PerRound; sent++) connection.Send(request);
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / PerRound;
    }

    private static byte[] Request(Uri server, string token, int cards)
    {
        // Numbers of small payloads rehearse failures in the sandbox.
        var numbers = Enumerable.Range(1_000, cards).Select(payload => CardNumber.FromPayload(payload).Reveal()).ToList();
        var body = cards == 1
            ? JsonSerializer.Serialize(new { query = "query($number:CardNumber!){card(number:$number,purpose:ACCOUNT_OPENING){valid expiresOn}}", variables = new { number = numbers[0] } })
            : JsonSerializer.Serialize(new { query = "query($numbers:[CardNumber!]!){cards(numbers:$numbers,purpose:ACCOUNT_OPENING){valid expiresOn}}", variables = new { numbers } });
        return Encoding.ASCII.GetBytes(
            $"POST /graphql HTTP/1.1\r\nHost: {server.Authority}\r\nAuthorization: Bearer {token}\r\n" +
            $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }
}
