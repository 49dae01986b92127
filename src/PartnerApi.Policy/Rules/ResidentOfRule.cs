using System.Collections.Immutable;

namespace PartnerApi.Policy.Rules;

/// <summary><c>{"kind":"residentOf","boroughs":["Brooklyn","Queens"]}</c>: the holder lives in one of the boroughs.</summary>
public sealed record ResidentOfRule : EligibilityRule
{
    /// <param name="boroughs">At least one, each once.</param>
    /// <exception cref="ArgumentException">The list is empty, or a borough stands in it twice.</exception>
    public ResidentOfRule(ImmutableArray<Borough> boroughs)
    {
        if (boroughs.IsDefaultOrEmpty) throw new ArgumentException("\"boroughs\" is empty.");
        if (boroughs.Distinct().Count() != boroughs.Length) throw new ArgumentException("a borough stands in \"boroughs\" twice.");
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

    /// <summary>Equal when the same boroughs are named in the same order.</summary>
    public bool Equals(ResidentOfRule? other) => other is not null && Boroughs.SequenceEqual(other.Boroughs);

    /// <inheritdoc/>
    public override int GetHashCode() => ToJson().GetHashCode(StringComparison.Ordinal);
}
