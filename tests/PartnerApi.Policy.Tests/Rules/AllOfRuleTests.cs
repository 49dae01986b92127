namespace PartnerApi.Policy.Tests.Rules;

public class AllOfRuleTests : RuleTable
{
    private const string Adult = """{"kind":"age","min":18}""";
    private const string InQueens = """{"kind":"residentOf","boroughs":["Queens"]}""";
    private const string Inner = $$"""{"kind":"anyOf","rules":[{{Adult}},{{InQueens}}]}""";

    [Theory]
    [InlineData($$"""{"kind":"allOf","rules":[{{Adult}}]}""", "1990-01-01", Borough.Bronx, true)]
    [InlineData($$"""{"kind":"allOf","rules":[{{Adult}}]}""", "2020-01-01", Borough.Bronx, false)]
    [InlineData($$"""{"kind":"allOf","rules":[{{Adult}},{{InQueens}}]}""", "2020-01-01", Borough.Bronx, false)]
    [InlineData($$"""{"kind":"allOf","rules":[{{Adult}},{{InQueens}}]}""", "2020-01-01", Borough.Queens, false)]
    [InlineData($$"""{"kind":"allOf","rules":[{{Adult}},{{InQueens}}]}""", "1990-01-01", Borough.Bronx, false)]
    [InlineData($$"""{"kind":"allOf","rules":[{{Adult}},{{InQueens}}]}""", "1990-01-01", Borough.Queens, true)]
    [InlineData($$"""{"kind":"allOf","rules":[{"kind":"anyone"},{{Adult}}]}""", "2020-01-01", Borough.Bronx, false)]
    [InlineData($$"""{"kind":"allOf","rules":[{{Inner}},{{InQueens}}]}""", "1990-01-01", Borough.Bronx, false)]
    [InlineData($$"""{"kind":"allOf","rules":[{{Inner}},{{InQueens}}]}""", "2020-01-01", Borough.Queens, true)]
    public void Rule_holds_if_all_rules_hold(string json, string born, Borough borough, bool expected) =>
        AssertDecision(json, new CardFacts(Day.Of(born), borough, Day.Of("2026-01-01")), "2026-03-10", expected);

    [Theory]
    [InlineData("""{"kind":"allOf"}""", "At $: \"rules\" is missing.")]
    [InlineData("""{"kind":"allOf","rules":[]}""", "At $: \"rules\" must not be empty.")]
    [InlineData("""{"kind":"allOf","rules":null}""", "At $.rules: expected a list of rules.")]
    [InlineData("""{"kind":"allOf","rules":{"kind":"anyone"}}""", "At $.rules: expected a list of rules.")]
    [InlineData("""{"kind":"allOf","rules":[null]}""", "At $.rules[0]: a rule must be an object.")]
    [InlineData("""{"kind":"allOf","rules":[{"kind":"anyone"},[]]}""", "At $.rules[1]: a rule must be an object.")]
    [InlineData("""{"kind":"allOf","rules":[{"kind":"anyone"}],"not":true}""", "At $: \"not\" is not a member of \"allOf\".")]
    public void Invalid_rule_is_rejected(string json, string message) => AssertRefused(json, message);
}
