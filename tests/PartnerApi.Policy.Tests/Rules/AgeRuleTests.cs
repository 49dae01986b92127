namespace PartnerApi.Policy.Tests.Rules;

public class AgeRuleTests : RuleTable
{
    [Theory]
    [InlineData("""{"kind":"age","min":18}""", "2008-05-20", "2026-05-19", false)]
    [InlineData("""{"kind":"age","min":18}""", "2008-05-20", "2026-05-20", true)]
    [InlineData("""{"kind":"age","min":18}""", "1920-05-20", "2026-05-20", true)]
    [InlineData("""{"kind":"age","min":18}""", "2008-02-29", "2026-02-28", false)]
    [InlineData("""{"kind":"age","min":18}""", "2008-02-29", "2026-03-01", true)]
    [InlineData("""{"kind":"age","max":12}""", "2013-05-20", "2026-05-19", true)]
    [InlineData("""{"kind":"age","max":12}""", "2013-05-20", "2026-05-20", false)]
    [InlineData("""{"kind":"age","max":12}""", "2026-05-20", "2026-05-20", true)]
    [InlineData("""{"kind":"age","max":12}""", "2026-05-21", "2026-05-20", false)]
    [InlineData("""{"kind":"age","min":0}""", "2026-05-21", "2026-05-20", false)]
    [InlineData("""{"kind":"age","min":13,"max":17}""", "2013-05-20", "2026-05-19", false)]
    [InlineData("""{"kind":"age","min":13,"max":17}""", "2013-05-20", "2026-05-20", true)]
    [InlineData("""{"kind":"age","min":13,"max":17}""", "2008-05-20", "2026-05-19", true)]
    [InlineData("""{"kind":"age","min":13,"max":17}""", "2008-05-20", "2026-05-20", false)]
    [InlineData("""{"kind":"age","min":65,"max":65}""", "1961-05-20", "2026-05-20", true)]
    [InlineData("""{"kind":"age","min":65,"max":65}""", "1960-05-20", "2026-05-20", false)]
    public void Rule_holds_if_the_age_is_within_both_bounds(string json, string born, string today, bool expected) =>
        AssertDecision(json, new CardFacts(Day.Of(born), Borough.Bronx, Day.Of("2026-01-01")), today, expected);

    [Theory]
    [InlineData("""{"kind":"age"}""", "At $: an age rule needs \"min\", \"max\" or both.")]
    [InlineData("""{"kind":"age","min":null}""", "At $: an age rule needs \"min\", \"max\" or both.")]
    [InlineData("""{"kind":"age","min":18,"max":17}""", "At $: \"min\" is greater than \"max\".")]
    [InlineData("""{"kind":"age","min":-1}""", "At $: an age must be from 0 to 150.")]
    [InlineData("""{"kind":"age","max":151}""", "At $: an age must be from 0 to 150.")]
    [InlineData("""{"kind":"age","min":"18"}""", "At $.min: expected a whole number.")]
    [InlineData("""{"kind":"age","min":18.5}""", "At $.min: expected a whole number.")]
    [InlineData("""{"kind":"age","min":1e1}""", "At $.min: expected a whole number.")]
    [InlineData("""{"kind":"age","max":99999999999}""", "At $.max: expected a whole number.")]
    [InlineData("""{"kind":"age","max":true}""", "At $.max: expected a whole number.")]
    [InlineData("""{"kind":"age","min":18,"days":3}""", "At $: \"days\" is not a member of \"age\".")]
    public void Invalid_rule_is_rejected(string json, string message) => AssertRefused(json, message);
}
