using PartnerApi.Policy.Rules;

namespace PartnerApi.Policy.Tests;

public class EligibilityTests
{
    private static readonly DateOnly Today = Day.Of("2026-03-10");
    private static readonly CardFacts Facts = new(Day.Of("1990-01-01"), Borough.Queens, Day.Of("2025-12-10"));

    /// <summary>A rule that counts its evaluations.</summary>
    private sealed record Probe(bool Answer) : EligibilityRule
    {
        public int Asked { get; private set; }

        public override bool Holds(in CardFacts facts, DateOnly today)
        {
            Asked++;
            return Answer;
        }
    }

    [Theory]
    [InlineData(CardState.Active, "2020-01-01", "2026-03-10", true, true)]
    [InlineData(CardState.Active, "2020-01-01", "2026-03-10", false, false)]
    [InlineData(CardState.Active, "2020-01-01", "2026-03-09", true, false)]
    [InlineData(CardState.Active, "2020-01-01", "2026-03-09", false, false)]
    [InlineData(CardState.Active, "2020-01-01", "2020-03-09", true, false)]
    [InlineData(CardState.ReportedLost, "2020-01-01", "2030-01-01", true, false)]
    [InlineData(CardState.ReportedLost, "2020-01-01", "2030-01-01", false, false)]
    [InlineData(CardState.Revoked, "2020-01-01", "2030-01-01", true, false)]
    [InlineData(CardState.Revoked, "2020-01-01", "2030-01-01", false, false)]
    [InlineData(CardState.Replaced, "2020-01-01", "2030-01-01", true, false)]
    [InlineData(CardState.Active, "2026-03-10", "2030-01-01", true, true)]
    [InlineData(CardState.Active, "2026-03-11", "2030-01-01", true, false)]
    public void Holder_is_eligible_if_the_card_is_valid_and_the_rule_holds(CardState state, string validFrom, string expiresOn, bool holds, bool expected)
    {
        var rule = new Probe(holds);
        Assert.Equal(expected, Eligibility.Decide(new CardTerms(state, Day.Of(validFrom), Day.Of(expiresOn)), Facts, rule, Today));
        Assert.Equal(1, rule.Asked);
    }

    [Fact]
    public void Default_terms_of_an_unknown_card_are_never_eligible() =>
        Assert.False(Eligibility.Decide(default, default, EligibilityRule.Parse("""{"kind":"anyone"}"""), Today));

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Every_branch_is_evaluated(bool first, bool second)
    {
        Probe[] probes = [new(first), new(second), new(first), new(second)];
        var all = new AllOfRule([probes[0], probes[1]]);
        var any = new AnyOfRule([probes[2], probes[3]]);
        Assert.Equal(first && second, all.Holds(Facts, Today));
        Assert.Equal(first || second, any.Holds(Facts, Today));
        Assert.All(probes, probe => Assert.Equal(1, probe.Asked));
    }
}
