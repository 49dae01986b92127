using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PartnerApi.Sandbox;

namespace PartnerApi.Tests.Architecture;

/// <summary>The documented requests work in the sandbox. They record redemptions, so they have a gateway of their own.</summary>
public sealed partial class DocumentationExampleTests(SharedGateway examples) : IClassFixture<SharedGateway>
{
    private static readonly string[] Invalid = ["BAD_REQUEST", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"];

    private static readonly string[] Documents =
        [.. Repository.Files.Where(file => file == "README.md" || file.StartsWith("src/PartnerApi/Site/Content/", StringComparison.Ordinal)).Where(file => file.EndsWith(".md", StringComparison.Ordinal))];

    // Values for the variables of the documented operations. The card was never issued, so that nothing is redeemed.
    private static readonly JsonObject Variables = new()
    {
        ["number"] = "0000 0000 0000 0195",
        ["ids"] = new JsonArray("a-subject"),
        ["id"] = "a-redemption",
        ["input"] = new JsonObject
        {
            ["card"] = "0000 0000 0000 0680",
            ["purpose"] = "MEMBERSHIP",
            ["benefit"] = "river-museum-membership",
            ["idempotencyKey"] = "documentation",
        },
    };

    [Fact]
    public async Task First_request_of_the_README_returns_the_documented_responses()
    {
        var readme = Repository.Read("README.md");
        var (client, body) = Assert.Single(Commands("README.md"));
        var documented = JsonBlock().Matches(readme).Select(match => JsonNode.Parse(match.Groups[1].Value)!["data"]!["card"]!.AsObject()).ToList();
        Assert.Equal([true, false], documented.Select(card => card["valid"]!.GetValue<bool>()));

        var valid = await CardAsync(client, body);
        Assert.Equal(documented[0].Select(member => member.Key), valid.Select(member => member.Key));
        Assert.True(valid["valid"]!.GetValue<bool>());
        Assert.Equal(documented[0]["subject"]!.GetValue<string>().Length, valid["subject"]!.GetValue<string>().Length);

        Assert.Contains("The card `0000 0000 0000 0486` was reported lost", readme, StringComparison.Ordinal);
        var lost = await CardAsync(client, body.Replace("0000 0000 0000 0195", "0000 0000 0000 0486", StringComparison.Ordinal));
        Assert.Equal(documented[1].ToJsonString(), lost.ToJsonString());
    }

    [Fact]
    public async Task Documented_command_is_answered()
    {
        var commands = Documents.SelectMany(Commands).Distinct().ToList();
        Assert.True(commands.Count >= 3);
        foreach (var (client, body) in commands)
        {
            var answer = await examples.Gateway.SendAsync(await examples.Gateway.TokenAsync(client), body);
            Repository.Holds(answer.Codes.Where(code => code != "NOT_YET_RELEASED").Select(code => $"{client}: {code}"));
        }
    }

    [Fact]
    public async Task Documented_operation_is_valid_for_a_partner()
    {
        foreach (var document in Documents)
        {
            foreach (var operation in Operation().Matches(Repository.Read(document)).Select(match => match.Groups[1].Value))
            {
                var declared = Variable().Matches(operation).Select(match => match.Groups[1].Value).ToHashSet();
                var variables = new JsonObject(Variables.Where(variable => declared.Contains(variable.Key)).Select(variable => KeyValuePair.Create(variable.Key, variable.Value?.DeepClone())));
                var verdicts = new List<string>();
                foreach (var partner in SandboxPartners.All)
                {
                    var answer = await examples.Gateway.QueryAsync(partner.Id, operation, variables);
                    verdicts.Add(answer.Codes.FirstOrDefault(Invalid.Contains) ?? "valid");
                }
                Assert.True(verdicts.Contains("valid"), $"{document}: {operation}");
            }
        }
    }

    [Fact]
    public async Task Documented_program_verifies_a_segment_of_the_ledger()
    {
        var query = "query($number: CardNumber!) { card(number: $number, purpose: ACCOUNT_OPENING) { valid } }";
        await examples.Gateway.QueryAsync("harbor-bank", query, new { number = "0000 0000 0000 0195" });
        using var folder = new TemporaryFolder();
        var program = folder.Write("verify-segment.mjs", Program().Match(Repository.Read("src/PartnerApi/Site/Content/understand/ledger.md")).Groups[1].Value);
        var segment = Directory.EnumerateFiles(Path.Combine(examples.Gateway.Data, "disclosures"), "*.log").Order(StringComparer.Ordinal).Last();
        var text = await ReadAsync(segment);

        var (code, output) = await NodeAsync(program, folder.Write("sound.log", text));
        Assert.Equal(0, code);
        Assert.Contains($"+{output.Trim()}\n", text, StringComparison.Ordinal);

        (code, _) = await NodeAsync(program, folder.Write("altered.log", text.Replace("\tharbor-bank\t", "\tharbor-bang\t", StringComparison.Ordinal)));
        Assert.Equal(1, code);
    }

    private static async Task<string> ReadAsync(string segment)
    {
        using var stream = new FileStream(segment, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<(int Code, string Output)> NodeAsync(string program, string argument)
    {
        try
        {
            var start = new ProcessStartInfo("node", [program, argument]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var node = Process.Start(start)!;
            var error = node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await error;
            await node.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (node.ExitCode, output);
        }
        catch (Win32Exception)
        {
            Assert.Skip("Needs node.");
            throw;
        }
    }

    private async Task<JsonObject> CardAsync(string client, string body)
    {
        var answer = await examples.Gateway.SendAsync(await examples.Gateway.TokenAsync(client), body);
        Assert.Empty(answer.Codes);
        return JsonNode.Parse(answer.Data("card").GetRawText())!.AsObject();
    }

    /// <summary>Each documented GraphQL request that is sent with curl: the client of the token before it, and the body.</summary>
    private static IEnumerable<(string Client, string Body)> Commands(string document)
    {
        var client = "";
        foreach (Match match in ClientOrBody().Matches(Repository.Read(document)))
        {
            if (match.Groups["client"].Success) client = match.Groups["client"].Value;
            else yield return (client, JsonDocument.Parse(match.Groups["body"].Value).RootElement.GetRawText());
        }
    }

    [GeneratedRegex(@"-d client_id=(?<client>[\w-]+)|-d '(?<body>\{.*?\})'\n", RegexOptions.Singleline)]
    private static partial Regex ClientOrBody();

    [GeneratedRegex(@"^```json\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex JsonBlock();

    [GeneratedRegex(@"^```graphql\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Operation();

    [GeneratedRegex(@"^```js\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Program();

    [GeneratedRegex(@"\$(\w+):")]
    private static partial Regex Variable();
}
