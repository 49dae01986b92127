using System.Text;
using System.Text.Json;
using PartnerApi.Policy;

namespace PartnerApi.Bench.Timing;

/// <summary>A museum's request about a card.</summary>
internal sealed record GatewayRequest(string Name, string Fields)
{
    /// <summary>A request that needs only the card's status, and one that also opens its facts.</summary>
    public static readonly IReadOnlyList<GatewayRequest> All =
    [
        new("status", "valid expiresOn"),
        new("facts", """valid expiresOn subject eligibility(benefit:"river-museum-membership"){eligible}"""),
    ];

    /// <summary>The complete HTTP request for one card.</summary>
    public byte[] Request(Uri server, string token, CardNumber number)
    {
        var body = JsonSerializer.Serialize(new
        {
            query = $"query($number:CardNumber!){{card(number:$number,purpose:MEMBERSHIP){{{Fields}}}}}",
            variables = new { number = number.Reveal() },
        });
        return Encoding.ASCII.GetBytes(
            $"POST /graphql HTTP/1.1\r\nHost: {server.Authority}\r\nAuthorization: Bearer {token}\r\n" +
            $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }
}
