namespace PartnerApi.Policy.Rules;

/// <summary><c>{"kind":"anyone"}</c>: no condition but that the card is valid.</summary>
public sealed record AnyoneRule : EligibilityRule
{
    /// <inheritdoc/>
    public override bool Holds(in CardFacts facts, DateOnly today) => true;
}
