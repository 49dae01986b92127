namespace PartnerApi.Policy.Tests.Rules;

public class ResidentOfRuleTests : RuleTable
{
    private const string Boroughs = "expected a list of Bronx, Brooklyn, Manhattan, Queens, StatenIsland.";

    [Theory]
    [InlineData("""{"kind":"residentOf","boroughs":["Brooklyn"]}""", Borough.Brooklyn, true)]
    [InlineData("""{"kind":"residentOf","boroughs":["Brooklyn"]}""", Borough.Bronx, false)]
    [InlineData("""{"kind":"residentOf","boroughs":["Queens","StatenIsland"]}""", Borough.Queens, true)]
    [InlineData("""{"kind":"residentOf","boroughs":["Queens","StatenIsland"]}""", Borough.StatenIsland, true)]
    [InlineData("""{"kind":"residentOf","boroughs":["Queens","StatenIsland"]}""", Borough.Manhattan, false)]
    [InlineData("""{"kind":"residentOf","boroughs":["Queens","StatenIsland"]}""", (Borough)99, false)]
    [InlineData("""{"kind":"residentOf","boroughs":["Bronx","Brooklyn","Manhattan","Queens","StatenIsland"]}""", Borough.Bronx, true)]
    public void Rule_holds_if_the_holder_lives_in_one_of_the_boroughs(string json, Borough borough, bool expected) =>
        AssertDecision(json, new CardFacts(Day.Of("1990-01-01"), borough, Day.Of("2026-01-01")), "2026-03-10", expected);

    [Theory]
    [InlineData("""{"kind":"residentOf"}""", "At $: \"boroughs\" is missing.")]
    [InlineData("""{"kind":"residentOf","boroughs":[]}""", "At $: \"boroughs\" must not be empty.")]
    [InlineData("""{"kind":"residentOf","boroughs":null}""", "At $.boroughs: " + Boroughs)]
    [InlineData("""{"kind":"residentOf","boroughs":"Queens"}""", "At $.boroughs: " + Boroughs)]
    [InlineData("""{"kind":"residentOf","boroughs":["Hoboken"]}""", "At $.boroughs[0]: " + Boroughs)]
    [InlineData("""{"kind":"residentOf","boroughs":["Queens","Staten Island"]}""", "At $.boroughs[1]: " + Boroughs)]
    [InlineData("""{"kind":"residentOf","boroughs":["Bronx,Queens"]}""", "At $.boroughs[0]: " + Boroughs)]
    [InlineData("""{"kind":"residentOf","boroughs":[" Queens"]}""", "At $.boroughs[0]: " + Boroughs)]
    [InlineData("""{"kind":"residentOf","boroughs":["queens"]}""", "At $.boroughs[0]: " + Boroughs)]
    [InlineData("""{"kind":"residentOf","boroughs":["3"]}""", "At $.boroughs[0]: " + Boroughs)]
    [InlineData("""{"kind":"residentOf","boroughs":[3]}""", "At $.boroughs[0]: " + Boroughs)]
    [InlineData("""{"kind":"residentOf","boroughs":[null]}""", "At $.boroughs[0]: " + Boroughs)]
    [InlineData("""{"kind":"residentOf","boroughs":["Queens","Queens"]}""", "At $: \"boroughs\" contains a borough twice.")]
    public void Invalid_rule_is_rejected(string json, string message) => AssertRefused(json, message);
}
