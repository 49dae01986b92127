namespace PartnerApi.Policy.Tests.Rules;

public class AnyoneRuleTests : RuleTable
{
    [Theory]
    [InlineData("1990-01-01", "2026-03-10")]
    [InlineData("2026-03-10", "2026-03-10")]
    [InlineData("0001-01-01", "9999-12-31")]
    public void Rule_holds_for_everyone(string born, string today) =>
        AssertDecision("""{"kind":"anyone"}""", new CardFacts(Day.Of(born), Borough.Bronx, Day.Of("2026-01-01")), today, expected: true);

    [Theory]
    [InlineData("""{"kind":"anyone","min":0}""", "At $: \"min\" is not a member of \"anyone\".")]
    [InlineData("""{"kind":"anyone","rules":[]}""", "At $: \"rules\" is not a member of \"anyone\".")]
    public void Invalid_rule_is_rejected(string json, string message) => AssertRefused(json, message);
}
