using System.Collections.Immutable;

namespace PartnerApi.Policy.Rules;

/// <summary><c>{"kind":"anyOf","rules":[...]}</c>: at least one of the rules holds. All are evaluated, whatever their results.</summary>
public sealed record AnyOfRule : EligibilityRule
{
    /// <param name="rules">At least one.</param>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    public AnyOfRule(ImmutableArray<EligibilityRule> rules)
    {
        if (rules.IsDefaultOrEmpty) throw new ArgumentException("\"rules\" must not be empty.");
        Rules = rules;
    }

    /// <summary>The rules, in the order given.</summary>
    public ImmutableArray<EligibilityRule> Rules { get; }

    /// <inheritdoc/>
    public override bool Holds(in CardFacts facts, DateOnly today)
    {
        var any = false;
        foreach (var rule in Rules) any |= rule.Holds(in facts, today);
        return any;
    }

    /// <summary>Whether both have the same rules in the same order.</summary>
    public bool Equals(AnyOfRule? other) => other is not null && Rules.SequenceEqual(other.Rules);

    /// <inheritdoc/>
    public override int GetHashCode() => ToJson().GetHashCode(StringComparison.Ordinal);
}
