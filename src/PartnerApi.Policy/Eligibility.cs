namespace PartnerApi.Policy;

/// <summary>Whether a card's holder may have a benefit: yes or no, never why.</summary>
public static class Eligibility
{
    /// <summary>
    /// Whether the card is valid and the rule holds. Never true for a card that is not valid. The rule is evaluated in full either way,
    /// so that the time taken does not tell the cases apart.
    /// </summary>
    public static bool Decide(CardTerms terms, in CardFacts facts, EligibilityRule rule, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return Validity.IsValid(terms, today) & rule.Holds(in facts, today);
    }
}
