using PartnerApi.Policy.Rules;

namespace PartnerApi.Policy.Tests.Rules;

/// <summary>
/// The base of the tests of each kind of rule. A derived class has a table of decisions (<c>Cases</c>) and a table of rejected texts
/// (<c>Refused</c>).
/// </summary>
public abstract class RuleTable
{
    /// <summary>Asserts a decision, and that the rule does not change when it is written and parsed again.</summary>
    protected static void AssertDecision(string json, CardFacts facts, string today, bool expected)
    {
        var rule = EligibilityRule.Parse(json);
        Assert.Equal(expected, rule.Holds(facts, Day.Of(today)));
        Assert.Equal(json, rule.ToJson());
        Assert.Equal(rule, EligibilityRule.Parse(json));
        Assert.Equal(rule.GetHashCode(), EligibilityRule.Parse(json).GetHashCode());
    }

    /// <summary>Asserts that the text is rejected with a message.</summary>
    protected static void AssertRefused(string json, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => EligibilityRule.Parse(json)).Message);
}
