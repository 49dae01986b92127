using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PartnerApi.Tests.Sandbox;

/// <summary>The responses in the guides of each kind of partner are those of the sandbox. They record redemptions, so they have a gateway of their own.</summary>
public sealed partial class GuideTests(SharedGateway own) : IClassFixture<SharedGateway>
{
    private const string Folder = "src/PartnerApi/Site/Content/integrate/";

    /// <summary>Page, client, and card number, for the first operation of the page; and the text before the response.</summary>
    public static TheoryData<string, string, string, string> Checks => new()
    {
        { "banks.md", "harbor-bank", "0000 0000 0000 0195", "The response in the sandbox" },
        { "banks.md", "harbor-bank", "0000 0000 0000 0389", "A card that is not valid gets" },
        { "museums.md", "river-museum", "0000 0000 0000 0195", "For the card `0000 0000 0000 0195`" },
        { "museums.md", "river-museum", "0000 0000 0000 0874", "For `0000 0000 0000 0874`" },
        { "libraries.md", "city-library", "0000 0000 0000 0874", "For `0000 0000 0000 0874`" },
    };

    private RunningGateway Gateway => own.Gateway;

    [Theory]
    [MemberData(nameof(Checks))]
    public async Task Check_of_a_card_gets_the_response_of_the_guide(string page, string client, string number, string before) =>
        AssertAlike(ResponseAfter(page, before), await Gateway.QueryAsync(client, Operations(page)[0], new { number }));

    [Fact]
    public async Task Membership_is_granted_and_checked_as_in_the_guide()
    {
        const string page = "museums.md", client = "river-museum";
        var body = JsonNode.Parse(Command().Match(Repository.Read(Folder + page)).Groups[1].Value)!;
        var redeemed = await Gateway.SendAsync(await Gateway.TokenAsync(client), body.ToJsonString());
        AssertAlike(ResponseAfter(page, "}'\n```\n\nThe response:"), redeemed);
        body["variables"]!["input"]!["idempotencyKey"] = "visit-4712";
        AssertAlike(ResponseAfter(page, "The same card with another key"), await Gateway.SendAsync(await Gateway.TokenAsync(client), body.ToJsonString()));

        var subject = redeemed.Data("redeemBenefit", "redemption", "subject").GetString()!;
        var checks = Operations(page).Single(operation => operation.Contains("subjects(", StringComparison.Ordinal));
        AssertAlike(ResponseAfter(page, "With the subject of the member above"), await Gateway.QueryAsync(client, checks, new { ids = new[] { subject, "unknown" } }));
    }

    [Fact]
    public async Task Reader_is_registered_as_in_the_guide()
    {
        const string page = "libraries.md";
        var register = Operations(page).Single(operation => operation.Contains("redeemBenefit(", StringComparison.Ordinal));
        var variables = ResponseAfter(page, "redemption { id subject validUntil } }\n}\n```");
        AssertAlike(ResponseAfter(page, "The response:"), await Gateway.QueryAsync("city-library", register, variables));
    }

    [Fact]
    public async Task Table_of_ages_and_boroughs_is_that_of_the_program()
    {
        var rows = Row().Matches(Repository.Read(Folder + "libraries.md"));
        Assert.Equal(5, rows.Count);
        foreach (Match row in rows)
        {
            var answer = await Gateway.QueryAsync("city-library", Operations("libraries.md")[0], new { number = row.Groups["number"].Value });
            Assert.Equal(row.Groups["eligible"].Value == "yes", answer.Data("card", "eligibility", "eligible").GetBoolean());
        }
    }

    // Texts differ from one sandbox to another, such as subjects, receipts, and dates.
    private static void AssertAlike(JsonNode documented, Answer answer) =>
        Assert.True(JsonNode.DeepEquals(WithoutTexts(documented), WithoutTexts(JsonNode.Parse(answer.Body))), answer.Body);

    private static JsonNode? WithoutTexts(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, WithoutTexts(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(WithoutTexts)]),
        JsonValue value when value.TryGetValue<string>(out _) => "text",
        _ => node?.DeepClone(),
    };

    private static JsonNode ResponseAfter(string page, string before)
    {
        var text = Repository.Read(Folder + page);
        var start = text.IndexOf(before, StringComparison.Ordinal);
        Assert.True(start >= 0, $"{page} does not contain '{before}'.");
        return JsonNode.Parse(Json().Match(text, start + before.Length).Groups[1].Value)!;
    }

    private static List<string> Operations(string page) => [.. Operation().Matches(Repository.Read(Folder + page)).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("```graphql\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Operation();

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Json();

    [GeneratedRegex(@"-d '(\{\s+""query"".*?\})'\n", RegexOptions.Singleline)]
    private static partial Regex Command();

    [GeneratedRegex(@"^\| `(?<number>[\d ]{19})` \|[^|]*\| (?<eligible>yes|no) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
