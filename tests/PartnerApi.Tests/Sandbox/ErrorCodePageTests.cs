using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Core;
using PartnerApi.Identity.Credentials;
using PartnerApi.Partners;

namespace PartnerApi.Tests.Sandbox;

/// <summary>The examples of the page "Error codes" get the responses on the page. The test reads both from the page.</summary>
[Trait("Store", "Either")]
public sealed partial class ErrorCodePageTests
{
    private const string Page = "src/PartnerApi/Site/Content/integrate/error-codes.md";

    private const string PartnersOnly = "the gateway serves partners only";

    // No request to a sandbox gets these. RequestFaultTests sends a slow body.
    private static readonly string[] WithoutExample = ["INTERNAL", "REQUEST_TIMEOUT"];

    public static TheoryData<string> Codes => [.. Sections().Keys.Except(WithoutExample)];

    [Fact]
    public void Page_has_a_section_for_every_code_with_its_cause_remedy_and_retry()
    {
        var sections = Sections();
        Assert.Equal(Declared.Values<ErrorCode>().Select(code => code.Name).Order(StringComparer.Ordinal), sections.Keys.Order(StringComparer.Ordinal));
        Repository.Holds(sections.Where(section => !Parts().IsMatch(section.Value)).Select(section => section.Key));
        Repository.Holds(sections.Where(section => Example().Count(section.Value) != (WithoutExample.Contains(section.Key) ? 0 : 1)).Select(section => section.Key));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Example_gets_the_response_of_the_page(string code)
    {
        var section = Sections()[code];
        var change = Change().Match(section).Groups[1].Value;
        await using var gateway = await RunningGateway.StartAsync(settings: change == PartnersOnly ? [("Gateway:Serve", "Partners")] : []);
        var example = Example().Match(section);
        var client = example.Groups["client"].Value;
        var token = client.Length > 0 ? await gateway.TokenAsync(client) : null;
        await HappenAsync(change, gateway, client);

        using var request = RequestOf(example);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.TryAddWithoutValidation("Accept", "application/graphql-response+json");
        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await Answer.ReadAsync(response);
        Assert.Equal(example.Groups["status"].Value, ((int)answer.Status).ToString(CultureInfo.InvariantCulture));
        Assert.Equal(code, Assert.Single(answer.Codes));
        var (expected, actual) = (JsonNode.Parse(example.Groups["response"].Value)!, JsonNode.Parse(answer.Body)!);
        Assert.True(JsonNode.DeepEquals(expected, WithPlaceholders(actual, expected)), answer.Body);
        Assert.Equal(code is "UNAVAILABLE" or "QUOTA_EXCEEDED", response.Headers.RetryAfter is not null);
    }

    private static async Task HappenAsync(string change, RunningGateway gateway, string client)
    {
        switch (change)
        {
            case "":
            case PartnersOnly:
                break;
            case "a month is released":
                // The first release is that of the cards in force before the first month.
                await gateway.ReleaseAsync(2);
                break;
            case "the key is used":
                var redeemed = await gateway.QueryAsync(
                    client,
                    "mutation($input: RedeemBenefitInput!) { redeemBenefit(input: $input) { redeemed } }",
                    new { input = new { card = "0000000000000777", purpose = "MEMBERSHIP", benefit = "river-museum-membership", idempotencyKey = "error-codes" } });
                Assert.Empty(redeemed.Codes);
                break;
            case "the quota is used up":
                // The quota is one answer. If an hour begins between the two, the second is answered.
                for (var request = 1; request <= 2; request++) await gateway.QueryCardAsync(client, "valid");
                break;
            case "the client is suspended":
                await using (var scope = gateway.Services.CreateAsyncScope())
                {
                    var changed = await scope.ServiceProvider.GetRequiredService<ClientRegistry>()
                        .SetStatusAsync(client, PartnerStatus.Suspended, TestContext.Current.CancellationToken);
                    Assert.False(changed.IsRejected);
                }
                break;
            default:
                Assert.Fail($"The page names an event that the test does not know: {change}.");
                break;
        }
    }

    private static HttpRequestMessage RequestOf(Match example)
    {
        if (example.Groups["http"] is { Success: true } raw)
        {
            var parts = raw.Value.Split("\n\n", 2);
            var lines = parts[0].Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var target = lines[0].Split(' ');
            var sent = new HttpRequestMessage(new HttpMethod(target[0]), target[1]);
            if (parts.Length == 1) return sent;
            sent.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(parts[1]));
            sent.Content.Headers.TryAddWithoutValidation("Content-Type", lines[1]["Content-Type: ".Length..]);
            return sent;
        }
        var variables = example.Groups["variables"] is { Success: true } json ? JsonNode.Parse(json.Value) : null;
        var body = new JsonObject { ["query"] = example.Groups["query"].Value, ["variables"] = variables };
        return new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
    }

    // A text like "<month>" on the page matches any text, and the seconds to wait differ.
    private static JsonNode? WithPlaceholders(JsonNode? actual, JsonNode? expected)
    {
        switch (actual, expected)
        {
            case (JsonObject members, JsonObject known):
                return new JsonObject(members.Select(member => KeyValuePair.Create(
                    member.Key, member.Key == GatewayError.RetryAfter ? known[member.Key]?.DeepClone() : WithPlaceholders(member.Value, known[member.Key]))));
            case (JsonArray items, JsonArray known) when items.Count == known.Count:
                return new JsonArray([.. items.Select((item, index) => WithPlaceholders(item, known[index]))]);
            case (JsonValue, JsonValue known) when known.TryGetValue<string>(out var text) && Placeholder().IsMatch(text):
                return text;
            default:
                return actual?.DeepClone();
        }
    }

    private static Dictionary<string, string> Sections() =>
        Repository.Read(Page).Split("\n## ").Skip(1).ToDictionary(section => section.Split('\n')[0].Trim('`'), section => section);

    [GeneratedRegex(@"- \*\*Cause:\*\* .*\n- \*\*Remedy:\*\* .*\n- \*\*Retry:\*\* ", RegexOptions.Singleline)]
    private static partial Regex Parts();

    [GeneratedRegex("<!-- then: ([^>]+) -->")]
    private static partial Regex Change();

    [GeneratedRegex(
        @"(?:\*\*`(?<client>[\w-]+)`\*\* sends|Without a token, a request)\s+(?:```http\n(?<http>.*?)\n```|```(?:graphql|text)\n(?<query>.*?)```(?:\s+```json\n(?<variables>.*?)```)?)"
            + @"\s+(?:and )?gets (?<status>\d+):\s+```json\n(?<response>.*?)```",
        RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("^<[a-z ]+>$")]
    private static partial Regex Placeholder();
}
