namespace PartnerApi.Policy.Tests.Rules;

public class AnyOfRuleTests : RuleTable
{
    private const string Adult = """{"kind":"age","min":18}""";
    private const string InQueens = """{"kind":"residentOf","boroughs":["Queens"]}""";
    private const string Inner = $$"""{"kind":"allOf","rules":[{{Adult}},{{InQueens}}]}""";

    [Theory]
    [InlineData($$"""{"kind":"anyOf","rules":[{{Adult}}]}""", "1990-01-01", Borough.Bronx, true)]
    [InlineData($$"""{"kind":"anyOf","rules":[{{Adult}}]}""", "2020-01-01", Borough.Bronx, false)]
    [InlineData($$"""{"kind":"anyOf","rules":[{{Adult}},{{InQueens}}]}""", "2020-01-01", Borough.Bronx, false)]
    [InlineData($$"""{"kind":"anyOf","rules":[{{Adult}},{{InQueens}}]}""", "2020-01-01", Borough.Queens, true)]
    [InlineData($$"""{"kind":"anyOf","rules":[{{Adult}},{{InQueens}}]}""", "1990-01-01", Borough.Bronx, true)]
    [InlineData($$"""{"kind":"anyOf","rules":[{{Adult}},{{InQueens}}]}""", "1990-01-01", Borough.Queens, true)]
    [InlineData($$"""{"kind":"anyOf","rules":[{"kind":"anyone"},{{Adult}}]}""", "2020-01-01", Borough.Bronx, true)]
    [InlineData($$"""{"kind":"anyOf","rules":[{{Inner}},{{InQueens}}]}""", "1990-01-01", Borough.Bronx, false)]
    [InlineData($$"""{"kind":"anyOf","rules":[{{Inner}},{{InQueens}}]}""", "2020-01-01", Borough.Queens, true)]
    public void Rule_holds_if_at_least_one_rule_holds(string json, string born, Borough borough, bool expected) =>
        AssertDecision(json, new CardFacts(Day.Of(born), borough, Day.Of("2026-01-01")), "2026-03-10", expected);

    [Theory]
    [InlineData("""{"kind":"anyOf"}""", "At $: \"rules\" is missing.")]
    [InlineData("""{"kind":"anyOf","rules":[]}""", "At $: \"rules\" must not be empty.")]
    [InlineData("""{"kind":"anyOf","rules":null}""", "At $.rules: expected a list of rules.")]
    [InlineData("""{"kind":"anyOf","rules":{"kind":"anyone"}}""", "At $.rules: expected a list of rules.")]
    [InlineData("""{"kind":"anyOf","rules":[null]}""", "At $.rules[0]: a rule must be an object.")]
    [InlineData("""{"kind":"anyOf","rules":[{"kind":"anyone"},[]]}""", "At $.rules[1]: a rule must be an object.")]
    [InlineData("""{"kind":"anyOf","rules":[{"kind":"anyone"}],"not":true}""", "At $: \"not\" is not a member of \"anyOf\".")]
    public void Invalid_rule_is_rejected(string json, string message) => AssertRefused(json, message);
}
