namespace PartnerApi.Policy.Rules;

/// <summary>
/// <c>{"kind":"issuedWithin","days":365}</c>: the card was issued at most this many days ago. Today is 0 days ago. A later day does not count.
/// </summary>
public sealed record IssuedWithinRule : EligibilityRule
{
    private const int Longest = 36_500;

    /// <param name="days">1 to 36,500.</param>
    /// <exception cref="ArgumentException">The number of days is out of range.</exception>
    public IssuedWithinRule(int days)
    {
        if (days is < 1 or > Longest) throw new ArgumentException($"\"days\" must be from 1 to {Longest}.");
        Days = days;
    }

    /// <summary>The most days since the card was issued.</summary>
    public int Days { get; }

    /// <inheritdoc/>
    public override bool Holds(in CardFacts facts, DateOnly today)
    {
        var days = today.DayNumber - facts.IssuedOn.DayNumber;
        return days >= 0 & days <= Days;
    }
}
