namespace PartnerApi.Policy.Rules;

/// <summary>
/// <c>{"kind":"effective","from":"2026-01-01","until":"2026-12-31"}</c>: today is within the dates, both inclusive, in the city's time zone.
/// </summary>
public sealed record EffectiveRule : EligibilityRule
{
    /// <param name="from">The first day; null for no limit.</param>
    /// <param name="until">The last day; null for no limit.</param>
    /// <exception cref="ArgumentException">Neither day is given, or they are in the wrong order.</exception>
    public EffectiveRule(DateOnly? from = null, DateOnly? until = null)
    {
        if (from is null && until is null) throw new ArgumentException("an effective rule needs \"from\", \"until\" or both.");
        if (from > until) throw new ArgumentException("\"from\" is after \"until\".");
        (From, Until) = (from, until);
    }

    /// <summary>The first day, or null.</summary>
    public DateOnly? From { get; }

    /// <summary>The last day, or null.</summary>
    public DateOnly? Until { get; }

    /// <inheritdoc/>
    public override bool Holds(in CardFacts facts, DateOnly today) =>
        today >= (From ?? DateOnly.MinValue) & today <= (Until ?? DateOnly.MaxValue);
}
