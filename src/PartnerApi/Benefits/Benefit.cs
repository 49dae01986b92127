namespace PartnerApi.Benefits;

/// <summary>A benefit that a partner offers to holders, with its eligibility and usage rules.</summary>
internal sealed class Benefit
{
    /// <summary>A short name in lower case with hyphens, such as <c>city-library-registration</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The name to display, which callers receive.</summary>
    public required string Name { get; set; }

    /// <summary>The first day of the offer, in the city's time zone.</summary>
    public DateOnly From { get; set; }

    /// <summary>The last day of the offer; null if it has no end.</summary>
    public DateOnly? Until { get; set; }

    /// <summary>An <see cref="Policy.Rules.EligibilityRule"/> as JSON.</summary>
    public required string Rule { get; set; }

    /// <summary>A <see cref="Policy.UsageRule"/> as JSON: how often one holder may redeem it.</summary>
    public required string Usage { get; set; }
}
