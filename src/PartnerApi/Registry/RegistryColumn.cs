namespace PartnerApi.Registry;

/// <summary>
/// The columns of a registry export, in their order; <c>schema/registry-export.md</c> describes them. Every field is required, except in the last
/// column, which a file may leave out altogether.
/// </summary>
/// <param name="Name">The heading in the header.</param>
/// <param name="MaxCharacters">How many characters (Unicode code points) a field may have.</param>
internal sealed record RegistryColumn(string Name, int MaxCharacters)
{
    private const int DateLength = 10;

    /// <summary>All columns. The constants below are positions in it.</summary>
    public static readonly RegistryColumn[] All =
    [
        new("card_number", 16),
        new("status", 13),
        new("issued_on", DateLength),
        new("expires_on", DateLength),
        new("legal_name", 120),
        new("date_of_birth", DateLength),
        new("borough", 13),
        new("street", 120),
        new("city", 60),
        new("postal_code", 5),
        new("replaces", 16),
    ];

    public const int CardNumber = 0, Status = 1, IssuedOn = 2, ExpiresOn = 3, LegalName = 4, DateOfBirth = 5, Borough = 6, Street = 7, City = 8, PostalCode = 9,
        Replaces = 10;

    /// <summary>How many columns every export has: all but <c>replaces</c>.</summary>
    public const int Required = 10;

    /// <summary>The header of an export with every column.</summary>
    public static readonly string Header = string.Join(',', All.Select(column => column.Name));

    /// <summary>The header of an export without <c>replaces</c>.</summary>
    public static readonly string ShortHeader = string.Join(',', All.Take(Required).Select(column => column.Name));

    /// <summary>How <see cref="Policy.CardState"/> is written, by its number. No export says that a card was replaced: the card that replaces it does.</summary>
    public static readonly string[] Statuses = ["active", "reported_lost", "revoked"];

    /// <summary>How <see cref="Policy.Borough"/> is written, by its number.</summary>
    public static readonly string[] Boroughs = ["bronx", "brooklyn", "manhattan", "queens", "staten_island"];
}
