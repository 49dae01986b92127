using System.Collections.Immutable;

namespace PartnerApi.Policy.Rules;

/// <summary><c>{"kind":"residentOf","boroughs":["Brooklyn","Queens"]}</c>: the holder lives in one of the boroughs.</summary>
public sealed record ResidentOfRule : EligibilityRule
{
    /// <param name="boroughs">At least one, each once.</param>
    /// <exception cref="ArgumentException">The list is empty or contains a borough twice.</exception>
    public ResidentOfRule(ImmutableArray<Borough> boroughs)
    {
        if (boroughs.IsDefaultOrEmpty) throw new ArgumentException("\"boroughs\" must not be empty.");
        if (boroughs.Distinct().Count() != boroughs.Length) throw new ArgumentException("\"boroughs\" contains a borough twice.");
        Boroughs = boroughs;
    }

    /// <summary>The boroughs, in the order given.</summary>
    public ImmutableArray<Borough> Boroughs { get; }

    /// <inheritdoc/>
    public override bool Holds(in CardFacts facts, DateOnly today)
    {
        var resident = false;
        foreach (var borough in Boroughs) resident |= borough == facts.Borough;
        return resident;
    }

    /// <summary>Whether both have the same boroughs in the same order.</summary>
    public bool Equals(ResidentOfRule? other) => other is not null && Boroughs.SequenceEqual(other.Boroughs);

    /// <inheritdoc/>
    public override int GetHashCode() => ToJson().GetHashCode(StringComparison.Ordinal);
}
