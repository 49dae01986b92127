namespace PartnerApi.Tests.Benefits;

/// <summary>The sandbox returns both eligibility results for each benefit, with the cards that the documentation names.</summary>
public sealed class SandboxEligibilityTests(SharedGateway shared)
{
    private const string Marker = "<!-- eligibility: a test holds this table to the program -->";

    private static readonly Dictionary<string, (string Client, string Purpose)> Callers = new()
    {
        ["river-museum-membership"] = ("river-museum", "MEMBERSHIP"),
        ["hill-museum-membership"] = ("hill-museum", "MEMBERSHIP"),
        ["city-library-registration"] = ("city-library", "LIBRARY_REGISTRATION"),
    };

    [Fact]
    public async Task Documented_table_matches_the_responses_and_has_both_results_for_each_benefit()
    {
        var rows = Repository.Read("src/PartnerApi/Site/Content/integrate/sandbox.md").Split(Marker)[1].Split('\n').Skip(1).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim(' ', '`')).ToArray()).ToList();
        var benefits = rows[0][1..];
        Assert.Equal(Callers.Keys.Order(StringComparer.Ordinal), benefits.Order(StringComparer.Ordinal));
        for (var column = 1; column < rows[0].Length; column++)
        {
            var documented = new List<string>();
            foreach (var row in rows.Skip(2))
            {
                documented.Add(row[column]);
                Assert.Equal(row[column], await EligibleAsync(row[0], benefits[column - 1]));
            }
            Assert.Equal(["no", "yes"], documented.Distinct().Order(StringComparer.Ordinal));
        }
    }

    private async Task<string> EligibleAsync(string number, string benefit)
    {
        var (client, purpose) = Callers[benefit];
        var answer = await shared.Gateway.QueryAsync(
            client,
            "query($number: CardNumber!, $purpose: Purpose!, $benefit: ID!) { card(number: $number, purpose: $purpose) { valid eligibility(benefit: $benefit) { eligible } } }",
            new { number, purpose, benefit });
        Assert.True(answer.Data("card", "valid").GetBoolean());
        return answer.Data("card", "eligibility", "eligible").GetBoolean() ? "yes" : "no";
    }
}
