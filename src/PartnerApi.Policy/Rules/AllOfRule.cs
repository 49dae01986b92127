using System.Collections.Immutable;

namespace PartnerApi.Policy.Rules;

/// <summary><c>{"kind":"allOf","rules":[...]}</c>: all of the rules hold. All are evaluated, whatever their results.</summary>
public sealed record AllOfRule : EligibilityRule
{
    /// <param name="rules">At least one.</param>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    public AllOfRule(ImmutableArray<EligibilityRule> rules)
    {
        if (rules.IsDefaultOrEmpty) throw new ArgumentException("\"rules\" must not be empty.");
        Rules = rules;
    }

    /// <summary>The rules, in the order given.</summary>
    public ImmutableArray<EligibilityRule> Rules { get; }

    /// <inheritdoc/>
    public override bool Holds(in CardFacts facts, DateOnly today)
    {
        var all = true;
        foreach (var rule in Rules) all &= rule.Holds(in facts, today);
        return all;
    }

    /// <summary>Whether both have the same rules in the same order.</summary>
    public bool Equals(AllOfRule? other) => other is not null && Rules.SequenceEqual(other.Rules);

    /// <inheritdoc/>
    public override int GetHashCode() => ToJson().GetHashCode(StringComparison.Ordinal);
}
