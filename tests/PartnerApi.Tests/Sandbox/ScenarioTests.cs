using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Identity.Credentials;
using PartnerApi.Partners;
using PartnerApi.Sandbox;

namespace PartnerApi.Tests.Sandbox;

/// <summary>The calls of the page "Scenarios" get the responses on the page. The test reads both from the page.</summary>
[Trait("Store", "Either")]
public sealed partial class ScenarioTests
{
    private const string Page = "src/PartnerApi/Site/Content/integrate/scenarios.md";

    // The one scenario without calls to /graphql. SandboxClientTests sends its request.
    private const string WithoutCalls = "A key expires";

    public static TheoryData<string> Titles => [.. Sections().Keys.Where(title => title != WithoutCalls)];

    [Theory]
    [MemberData(nameof(Titles))]
    public async Task Calls_of_a_scenario_get_its_responses(string title)
    {
        var clock = new ManualClock { Skipped = Rehearsals.Wait };
        await using var gateway = await RunningGateway.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var known = new Dictionary<string, string>();
        var tokens = new Dictionary<string, string>();
        var calls = 0;
        foreach (Match step in Step().Matches(Sections()[title]))
        {
            if (step.Groups["event"].Success)
            {
                await HappenAsync(step.Groups["event"].Value, gateway, clock, tokens);
                continue;
            }
            calls++;
            var client = step.Groups["client"].Value;
            if (!tokens.TryGetValue(client, out var token)) token = tokens[client] = await gateway.TokenAsync(client);
            var variables = Placeholder().Replace(step.Groups["variables"].Value, match => $"\"{known[match.Value]}\"");
            var body = new JsonObject { ["query"] = step.Groups["query"].Value, ["variables"] = JsonNode.Parse(variables) };
            var answer = await gateway.SendAsync(token, body.ToJsonString());
            Assert.Equal(step.Groups["status"].Value, ((int)answer.Status).ToString(CultureInfo.InvariantCulture));
            Require(JsonNode.Parse(step.Groups["response"].Value), JsonNode.Parse(answer.Body), known, answer.Body);
        }
        Assert.True(calls > 0);
        Assert.Equal(calls, Sections()[title].Split("```graphql").Length - 1);
    }

    [Fact]
    public void Page_has_scenarios_and_each_says_what_must_happen()
    {
        Assert.True(Sections().Count >= 12);
        Repository.Holds(Sections().Where(section => !section.Value.Contains("**Must happen:**", StringComparison.Ordinal)).Select(section => section.Key));
        Assert.Contains(WithoutCalls, Sections().Keys);
    }

    private static async Task HappenAsync(string what, RunningGateway gateway, ManualClock clock, Dictionary<string, string> tokens)
    {
        switch (what)
        {
            case "the token expires":
                clock.Leap(TimeSpan.FromMinutes(12));
                break;
            case "the next day begins":
                clock.Leap(TimeSpan.FromHours(25)); // The longest day of the city, on which daylight saving time ends.
                tokens.Clear();
                break;
            case "the client is suspended":
                await using (var scope = gateway.Services.CreateAsyncScope())
                {
                    var clients = scope.ServiceProvider.GetRequiredService<ClientRegistry>();
                    var changed = await clients.SetStatusAsync(tokens.Keys.Single(), PartnerStatus.Suspended, TestContext.Current.CancellationToken);
                    Assert.False(changed.IsRejected);
                }
                break;
            default:
                Assert.Fail($"The page names an event that the test does not know: {what}.");
                break;
        }
    }

    // Every documented member is in the response with the same value. A placeholder has one value in a scenario.
    private static void Require(JsonNode? expected, JsonNode? actual, Dictionary<string, string> known, string body)
    {
        switch (expected)
        {
            case JsonObject members:
                Assert.True(actual is JsonObject, body);
                foreach (var (name, value) in members)
                {
                    Assert.True(actual!.AsObject().TryGetPropertyValue(name, out var found), body);
                    Require(value, found, known, body);
                }
                break;
            case JsonArray items:
                Assert.True(actual is JsonArray list && list.Count == items.Count, body);
                for (var index = 0; index < items.Count; index++) Require(items[index], actual![index], known, body);
                break;
            case JsonValue value when value.TryGetValue<string>(out var text) && Placeholder().IsMatch($"\"{text}\""):
                var given = actual!.GetValue<string>();
                Assert.Equal(known.GetValueOrDefault($"\"{text}\"", given), given);
                known[$"\"{text}\""] = given;
                break;
            default:
                Assert.True(JsonNode.DeepEquals(expected, actual), body);
                break;
        }
    }

    private static Dictionary<string, string> Sections() =>
        Repository.Read(Page).Split("\n## ").Skip(1).ToDictionary(section => section.Split('\n')[0], section => section);

    [GeneratedRegex(
        @"<!-- then: (?<event>[^>]+) -->|\*\*`(?<client>[\w-]+)`\*\* sends\s+```graphql\n(?<query>.*?)```\s+```json\n(?<variables>.*?)```\s+"
        + @"and gets (?<status>\d+):\s+```json\n(?<response>.*?)```",
        RegexOptions.Singleline)]
    private static partial Regex Step();

    [GeneratedRegex("\"<[a-z ]+>\"")]
    private static partial Regex Placeholder();
}
