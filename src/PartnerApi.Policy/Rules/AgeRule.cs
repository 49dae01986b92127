namespace PartnerApi.Policy.Rules;

/// <summary><c>{"kind":"age","min":18,"max":64}</c>: the holder's age in completed years is within bounds, both inclusive.</summary>
public sealed record AgeRule : EligibilityRule
{
    private const int Oldest = 150;

    /// <param name="min">The youngest age, 0 to 150; null for no limit.</param>
    /// <param name="max">The oldest age, 0 to 150; null for no limit.</param>
    /// <exception cref="ArgumentException">Neither bound is given, one is out of range, or they are in the wrong order.</exception>
    public AgeRule(int? min = null, int? max = null)
    {
        if (min is null && max is null) throw new ArgumentException("an age rule needs \"min\", \"max\" or both.");
        if (min is < 0 or > Oldest || max is < 0 or > Oldest) throw new ArgumentException($"an age must be from 0 to {Oldest}.");
        if (min > max) throw new ArgumentException("\"min\" is greater than \"max\".");
        (Min, Max) = (min, max);
    }

    /// <summary>The youngest age, or null.</summary>
    public int? Min { get; }

    /// <summary>The oldest age, or null.</summary>
    public int? Max { get; }

    /// <inheritdoc/>
    public override bool Holds(in CardFacts facts, DateOnly today)
    {
        var age = Age.On(facts.DateOfBirth, today);
        return age >= (Min ?? 0) & age <= (Max ?? int.MaxValue);
    }
}
