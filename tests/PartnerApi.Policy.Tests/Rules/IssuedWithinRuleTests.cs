namespace PartnerApi.Policy.Tests.Rules;

public class IssuedWithinRuleTests : RuleTable
{
    [Theory]
    [InlineData("""{"kind":"issuedWithin","days":365}""", "2025-03-09", "2026-03-10", false)]
    [InlineData("""{"kind":"issuedWithin","days":365}""", "2025-03-10", "2026-03-10", true)]
    [InlineData("""{"kind":"issuedWithin","days":365}""", "2026-03-10", "2026-03-10", true)]
    [InlineData("""{"kind":"issuedWithin","days":365}""", "2026-03-11", "2026-03-10", false)]
    [InlineData("""{"kind":"issuedWithin","days":365}""", "2028-02-29", "2029-02-28", true)]
    [InlineData("""{"kind":"issuedWithin","days":365}""", "2028-02-29", "2029-03-01", false)]
    [InlineData("""{"kind":"issuedWithin","days":1}""", "2026-03-09", "2026-03-10", true)]
    [InlineData("""{"kind":"issuedWithin","days":1}""", "2026-03-08", "2026-03-10", false)]
    [InlineData("""{"kind":"issuedWithin","days":36500}""", "0001-01-01", "9999-12-31", false)]
    public void Rule_holds_if_the_card_was_issued_at_most_this_many_days_ago(string json, string issued, string today, bool expected) =>
        AssertDecision(json, new CardFacts(Day.Of("1990-01-01"), Borough.Bronx, Day.Of(issued)), today, expected);

    [Theory]
    [InlineData("""{"kind":"issuedWithin"}""", "At $: \"days\" is missing.")]
    [InlineData("""{"kind":"issuedWithin","days":null}""", "At $.days: expected a whole number.")]
    [InlineData("""{"kind":"issuedWithin","days":0}""", "At $: \"days\" must be from 1 to 36500.")]
    [InlineData("""{"kind":"issuedWithin","days":-5}""", "At $: \"days\" must be from 1 to 36500.")]
    [InlineData("""{"kind":"issuedWithin","days":36501}""", "At $: \"days\" must be from 1 to 36500.")]
    [InlineData("""{"kind":"issuedWithin","days":"365"}""", "At $.days: expected a whole number.")]
    [InlineData("""{"kind":"issuedWithin","days":365,"min":1}""", "At $: \"min\" is not a member of \"issuedWithin\".")]
    public void Invalid_rule_is_rejected(string json, string message) => AssertRefused(json, message);
}
