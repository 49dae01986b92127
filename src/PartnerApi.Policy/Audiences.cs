using System.Collections.Frozen;

namespace PartnerApi.Policy;

/// <summary>A named set of scopes. Schema elements outside the scopes do not exist for callers of the audience.</summary>
/// <param name="Name">Lower case with hyphens; also the name of the audience's file in <c>schema/</c>.</param>
/// <param name="Description">The intended callers.</param>
/// <param name="IsStaff">Whether it is for the program's own staff. A process that serves only partners does not serve it.</param>
/// <param name="Scopes">All scopes that a token of this audience can carry.</param>
public sealed record Audience(string Name, string Description, bool IsStaff, FrozenSet<string> Scopes)
{
    /// <summary>Limits a token's scopes to those of the audience: a token never reaches further than its audience.</summary>
    public FrozenSet<string> Narrow(FrozenSet<string> scopes) =>
        scopes.IsSubsetOf(Scopes) ? scopes : scopes.Where(Scopes.Contains).ToFrozenSet(StringComparer.Ordinal);
}

/// <summary>
/// All audiences and their scopes. Only this file grants scopes: a change here changes the access of a kind of partner, and appears in
/// <c>schema/access.csv</c>.
/// </summary>
public static class Audiences
{
    /// <summary>All audiences, in the order of the documentation.</summary>
    public static IReadOnlyList<Audience> All { get; } =
    [
        Partner("bank", "Banks and credit unions that open accounts with the card.", "card:validity", "card:expiry", "card:subject", "card:receipt"),
        Partner("museum", "Museums and other cultural institutions with memberships.",
            "card:validity", "card:expiry", "card:subject", "card:receipt", "benefit:read", "benefit:eligibility", "benefit:redeem"),
        Partner("library", "Library systems that register readers.",
            "card:validity", "card:expiry", "card:subject", "card:receipt", "benefit:read", "benefit:eligibility", "benefit:redeem"),
        Partner("analyst", "City analysts, who see published statistics.", "statistics:read"),
        Staff("registrar", "Program staff with the card or its holder in front of them.",
            "card:validity", "card:expiry", "card:status", "holder:read"),
        Staff("privacy-officer", "The program's privacy officer.", "retention:manage", "disclosure:read"),
    ];

    /// <summary>Finds an audience by name; null if it does not exist.</summary>
    public static Audience? Find(string name) => All.FirstOrDefault(audience => audience.Name == name);

    private static Audience Partner(string name, string description, params string[] scopes) =>
        new(name, description, IsStaff: false, scopes.ToFrozenSet(StringComparer.Ordinal));

    private static Audience Staff(string name, string description, params string[] scopes) =>
        new(name, description, IsStaff: true, scopes.ToFrozenSet(StringComparer.Ordinal));
}
