namespace PartnerApi.Policy.Rules;

/// <summary><c>{"kind":"anyone"}</c>: no condition other than a valid card.</summary>
public sealed record AnyoneRule : EligibilityRule
{
    /// <inheritdoc/>
    public override bool Holds(in CardFacts facts, DateOnly today) => true;
}
