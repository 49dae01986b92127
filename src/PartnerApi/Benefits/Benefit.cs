namespace PartnerApi.Benefits;

/// <summary>Something a partner offers to holders, and the rule that decides who may have it.</summary>
internal sealed class Benefit
{
    /// <summary>A short name in lower case with hyphens, such as <c>city-library-registration</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What it is, for people.</summary>
    public required string Name { get; set; }

    /// <summary>The first day it is offered, in the city's time zone.</summary>
    public DateOnly From { get; set; }

    /// <summary>The last day it is offered, or null while it has no end.</summary>
    public DateOnly? Until { get; set; }

    /// <summary>An <see cref="Policy.EligibilityRule"/> as JSON.</summary>
    public required string Rule { get; set; }

    /// <summary>A <see cref="Policy.UsageRule"/> as JSON: how often one holder may have it.</summary>
    public required string Usage { get; set; }
}
