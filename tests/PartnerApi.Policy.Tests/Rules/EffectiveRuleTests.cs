namespace PartnerApi.Policy.Tests.Rules;

public class EffectiveRuleTests : RuleTable
{
    private const string Date = "expected a date such as \"2026-01-31\".";

    [Theory]
    [InlineData("""{"kind":"effective","from":"2026-03-10"}""", "2026-03-09", false)]
    [InlineData("""{"kind":"effective","from":"2026-03-10"}""", "2026-03-10", true)]
    [InlineData("""{"kind":"effective","from":"2026-03-10"}""", "9999-12-31", true)]
    [InlineData("""{"kind":"effective","until":"2026-03-10"}""", "0001-01-01", true)]
    [InlineData("""{"kind":"effective","until":"2026-03-10"}""", "2026-03-10", true)]
    [InlineData("""{"kind":"effective","until":"2026-03-10"}""", "2026-03-11", false)]
    [InlineData("""{"kind":"effective","from":"2026-03-10","until":"2026-03-12"}""", "2026-03-09", false)]
    [InlineData("""{"kind":"effective","from":"2026-03-10","until":"2026-03-12"}""", "2026-03-11", true)]
    [InlineData("""{"kind":"effective","from":"2026-03-10","until":"2026-03-12"}""", "2026-03-13", false)]
    [InlineData("""{"kind":"effective","from":"2026-03-10","until":"2026-03-10"}""", "2026-03-10", true)]
    public void Rule_holds_if_today_is_within_both_days(string json, string today, bool expected) =>
        AssertDecision(json, new CardFacts(Day.Of("1990-01-01"), Borough.Bronx, Day.Of("2026-01-01")), today, expected);

    [Theory]
    [InlineData("""{"kind":"effective"}""", "At $: an effective rule needs \"from\", \"until\" or both.")]
    [InlineData("""{"kind":"effective","from":"2026-03-11","until":"2026-03-10"}""", "At $: \"from\" is after \"until\".")]
    [InlineData("""{"kind":"effective","from":"2026-02-29"}""", "At $.from: " + Date)]
    [InlineData("""{"kind":"effective","from":"03/10/2026"}""", "At $.from: " + Date)]
    [InlineData("""{"kind":"effective","from":"2026-3-1"}""", "At $.from: " + Date)]
    [InlineData("""{"kind":"effective","until":"2026-03-10T00:00:00Z"}""", "At $.until: " + Date)]
    [InlineData("""{"kind":"effective","until":20260310}""", "At $.until: " + Date)]
    [InlineData("""{"kind":"effective","until":"2026-03-10","to":"2026-03-10"}""", "At $: \"to\" is not a member of \"effective\".")]
    public void Invalid_rule_is_rejected(string json, string message) => AssertRefused(json, message);
}
