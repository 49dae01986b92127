namespace PartnerApi.Policy.Rules;

/// <summary>Decides whether a card's holder may have a benefit, without giving a reason.</summary>
public static class Eligibility
{
    /// <summary>
    /// Whether the card is valid and the rule holds. The rule is always evaluated in full, so that the duration does not reveal which condition failed.
    /// </summary>
    public static bool Decide(CardTerms terms, in CardFacts facts, EligibilityRule rule, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return Validity.IsValid(terms, today) & rule.Holds(in facts, today);
    }
}
