using PartnerApi.Benefits;
using PartnerApi.Policy;
using PartnerApi.Policy.Rules;

namespace PartnerApi.Sandbox;

/// <summary>A partner of the sandbox, with one client of the same name.</summary>
internal sealed record SandboxPartner(string Id, string Name, string Audience, IReadOnlyList<Purpose> Purposes, IReadOnlyList<string> Benefits);

/// <summary>The sandbox's partners and benefits. They are part of the public contract: names and meanings do not change.</summary>
internal static class SandboxPartners
{
    /// <summary>Every client's secret, and the password of <see cref="Analyst"/>.</summary>
    public const string Secret = "sandbox";

    /// <summary>The account for the statistics pages.</summary>
    public const string Analyst = "ana";

    /// <summary>The password hash of <see cref="Secret"/>. It is precomputed because hashing would delay each start by 0.2 s, and the password is public.</summary>
    public const string AnalystPasswordHash = "AQAAAAIAAzRQAAAAEGEUXXetj7zThyAym2DnonzUuNmr9gezkYPsIUoNN9US1gm9G+n8thLl1DEjG89y3w==";

    /// <summary>The partner that <see cref="Analyst"/> works for.</summary>
    public const string AnalystPartner = "city-analyst";

    private const string RiverMembership = "river-museum-membership";
    private const string HillMembership = "hill-museum-membership";
    private const string LibraryRegistration = "city-library-registration";

    /// <summary>The first day of every agreement and benefit.</summary>
    public static readonly DateOnly Opening = new(2015, 1, 12);

    public static IReadOnlyList<SandboxPartner> All { get; } =
    [
        new("harbor-bank", "Harbor Bank", "bank", [Purpose.AccountOpening], []),
        new("river-museum", "River Museum", "museum", [Purpose.Membership], [RiverMembership]),
        new("hill-museum", "Hill Museum", "museum", [Purpose.Membership], [HillMembership]),
        new("city-library", "City Library", "library", [Purpose.LibraryRegistration], [LibraryRegistration]),
        new(AnalystPartner, "City Analytics Office", "analyst", [], []),
        new("card-registrar", "Card Program Office", "registrar", [Purpose.CardCare], []),
        new("privacy-officer", "Privacy Office", "privacy-officer", [], []),
    ];

    public static IReadOnlyList<Benefit> Benefits { get; } =
    [
        Offer(RiverMembership, "Free membership of the River Museum, from 18 years", new AgeRule(min: 18), Yearly),
        Offer(HillMembership, "Free first-year membership of the Hill Museum, with a card issued in the last 365 days", new IssuedWithinRule(365), Yearly),
        Offer(LibraryRegistration, "Registration as a reader, from 13 years, or at any age for residents of Brooklyn",
            new AnyOfRule([new AgeRule(min: 13), new ResidentOfRule([Borough.Brooklyn])]), UsageRule.OnceEver),
    ];

    private static UsageRule Yearly => new(UsageKind.PerDays, days: 365);

    private static Benefit Offer(string id, string name, EligibilityRule rule, UsageRule usage) =>
        new() { Id = id, Name = name, From = Opening, Rule = rule.ToJson(), Usage = usage.ToJson() };
}
