namespace PartnerApi.Registry;

/// <summary>
/// The columns of a registry export, in their order; <c>schema/registry-export.md</c> describes them. Every field is required.
/// </summary>
/// <param name="Name">The heading in the first line.</param>
/// <param name="MaxBytes">How many bytes a field may have in UTF-8. The texts together fit a sealed record (<see cref="RecordBlob.MaxTextBytes"/>).</param>
internal sealed record RegistryColumn(string Name, int MaxBytes)
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
    ];

    public const int CardNumber = 0, Status = 1, IssuedOn = 2, ExpiresOn = 3, LegalName = 4, DateOfBirth = 5, Borough = 6, Street = 7, City = 8, PostalCode = 9;

    /// <summary>The first line of every export.</summary>
    public static readonly string Header = string.Join(',', All.Select(column => column.Name));

    /// <summary>How <see cref="Policy.CardState"/> is written, by its number.</summary>
    public static readonly string[] Statuses = ["active", "reported_lost", "revoked"];

    /// <summary>How <see cref="Policy.Borough"/> is written, by its number.</summary>
    public static readonly string[] Boroughs = ["bronx", "brooklyn", "manhattan", "queens", "staten_island"];
}
