namespace PartnerApi.Registry;

/// <summary>
/// The columns of a registry export, in order, as <c>schema/registry-export.md</c> specifies them. Every field is required, except in the last column,
/// which a file may omit.
/// </summary>
/// <param name="Name">The name in the header.</param>
/// <param name="MaxCharacters">The most characters (Unicode code points) in a field.</param>
internal sealed record RegistryColumn(string Name, int MaxCharacters)
{
    private const int DateLength = 10;

    /// <summary>All columns. The constants below are positions in this array.</summary>
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

    /// <summary>The number of columns in every export: all but <c>replaces</c>.</summary>
    public const int Required = 10;

    /// <summary>The header of an export with every column.</summary>
    public static readonly string Header = string.Join(',', All.Select(column => column.Name));

    /// <summary>The header of an export without <c>replaces</c>.</summary>
    public static readonly string ShortHeader = string.Join(',', All.Take(Required).Select(column => column.Name));

    /// <summary>The names of <see cref="Policy.CardState"/> by number. "Replaced" has no name: the line of the new card says which card it replaces.</summary>
    public static readonly string[] Statuses = ["active", "reported_lost", "revoked"];

    /// <summary>The names of <see cref="Policy.Borough"/> by number.</summary>
    public static readonly string[] Boroughs = ["bronx", "brooklyn", "manhattan", "queens", "staten_island"];
}
