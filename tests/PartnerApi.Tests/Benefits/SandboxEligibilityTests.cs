using PartnerApi.Tests.Architecture;
using PartnerApi.Tests.Host;

namespace PartnerApi.Tests.Benefits;

/// <summary>The sandbox lets an integrator rehearse both answers about each benefit, with the cards in the documentation.</summary>
public sealed class SandboxEligibilityTests(SharedGateway shared)
{
    private const string Marker = "<!-- eligibility: a test holds this table to the program -->";

    private static readonly Dictionary<string, (string Client, string Purpose)> Askers = new()
    {
        ["river-museum-membership"] = ("river-museum", "MEMBERSHIP"),
        ["hill-museum-membership"] = ("hill-museum", "MEMBERSHIP"),
        ["city-library-registration"] = ("city-library", "LIBRARY_REGISTRATION"),
    };

    [Fact]
    public async Task Documented_eligibility_matches_the_responses_and_has_both_answers_for_each_benefit()
    {
        var rows = Repository.Read("src/PartnerApi/Site/Content/integrate/sandbox.md").Split(Marker)[1].Split('\n').Skip(1).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim(' ', '`')).ToArray()).ToList();
        var benefits = rows[0][1..];
        Assert.Equal(Askers.Keys.Order(StringComparer.Ordinal), benefits.Order(StringComparer.Ordinal));
        for (var column = 1; column < rows[0].Length; column++)
        {
            var told = new List<string>();
            foreach (var row in rows.Skip(2))
            {
                told.Add(row[column]);
                Assert.Equal(row[column], await EligibleAsync(row[0], benefits[column - 1]));
            }
            Assert.Equal(["no", "yes"], told.Distinct().Order(StringComparer.Ordinal));
        }
    }

    private async Task<string> EligibleAsync(string number, string benefit)
    {
        var (client, purpose) = Askers[benefit];
        var answer = await shared.Gateway.QueryAsync(
            client,
            "query($number: CardNumber!, $purpose: Purpose!, $benefit: ID!) { card(number: $number, purpose: $purpose) { valid eligibility(benefit: $benefit) { eligible } } }",
            new { number, purpose, benefit });
        Assert.True(answer.Data("card", "valid").GetBoolean());
        return answer.Data("card", "eligibility", "eligible").GetBoolean() ? "yes" : "no";
    }
}
