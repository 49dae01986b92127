namespace PartnerApi.Policy.Tests.Rules;

/// <summary>
/// What is asked of every kind of rule. A kind's test class is one of these with a table of decisions (<c>Cases</c>) and one of texts that are
/// refused (<c>Refused</c>).
/// </summary>
public abstract class RuleTable
{
    /// <summary>Asserts a decision, and that the rule means the same after being written and read again.</summary>
    protected static void AssertDecision(string json, CardFacts facts, string today, bool expected)
    {
        var rule = EligibilityRule.Parse(json);
        Assert.Equal(expected, rule.Holds(facts, Day.Of(today)));
        Assert.Equal(json, rule.ToJson());
        Assert.Equal(rule, EligibilityRule.Parse(json));
        Assert.Equal(rule.GetHashCode(), EligibilityRule.Parse(json).GetHashCode());
    }

    /// <summary>Asserts that the text is refused with this message.</summary>
    protected static void AssertRefused(string json, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => EligibilityRule.Parse(json)).Message);
}
