using System.Collections.Frozen;

namespace PartnerApi.Partners;

/// <summary>A named set of scopes. What no scope of the audience reaches does not exist for its callers.</summary>
/// <param name="Name">Lower case with hyphens; also the name of the audience's file in <c>schema/</c>.</param>
/// <param name="Description">Who it is made for.</param>
/// <param name="IsStaff">Whether it is the program's own staff; a process that serves partners only does not serve it.</param>
/// <param name="Scopes">Everything a token of this audience can carry.</param>
internal sealed record Audience(string Name, string Description, bool IsStaff, FrozenSet<string> Scopes)
{
    /// <summary>The scopes of a token as far as the audience has them: a token never reaches further than its audience.</summary>
    public FrozenSet<string> Narrow(FrozenSet<string> scopes) =>
        scopes.IsSubsetOf(Scopes) ? scopes : scopes.Where(Scopes.Contains).ToFrozenSet(StringComparer.Ordinal);
}

/// <summary>
/// Every audience there is, and its scopes. This file is the whole of the grant: a change here is a change of what a kind of partner
/// can reach, and shows in <c>schema/access.csv</c>.
/// </summary>
internal static class Audiences
{
    /// <summary>All audiences, in the order they are documented.</summary>
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

    /// <summary>The audience of that name, or null.</summary>
    public static Audience? Find(string name) => All.FirstOrDefault(audience => audience.Name == name);

    private static Audience Partner(string name, string description, params string[] scopes) =>
        new(name, description, IsStaff: false, scopes.ToFrozenSet(StringComparer.Ordinal));

    private static Audience Staff(string name, string description, params string[] scopes) =>
        new(name, description, IsStaff: true, scopes.ToFrozenSet(StringComparer.Ordinal));
}
