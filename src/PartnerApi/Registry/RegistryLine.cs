using PartnerApi.Policy;

namespace PartnerApi.Registry;

/// <summary>One card with its holder, from a registry export. The line is valid by itself but not yet compared with others.</summary>
/// <param name="Number">The card's number.</param>
/// <param name="State">The reported state of the card.</param>
/// <param name="IssuedOn">The day of issue.</param>
/// <param name="ExpiresOn">The last day of validity.</param>
/// <param name="LegalName">The holder's name as printed on the card.</param>
/// <param name="DateOfBirth">The holder's date of birth.</param>
/// <param name="Borough">The borough of residence.</param>
/// <param name="Street">House number, street and apartment.</param>
/// <param name="City">The post town.</param>
/// <param name="PostalCode">Five digits.</param>
internal sealed record RegistryLine(
    CardNumber Number, CardState State, DateOnly IssuedOn, DateOnly ExpiresOn, string LegalName, DateOnly DateOfBirth, Borough Borough, string Street,
    string City, string PostalCode)
{
    /// <summary>The line's number in the file, from 1, for messages; 0 if it does not come from a file.</summary>
    public long LineNumber { get; init; }

    /// <summary>The card of the same holder that this card replaces; null if it replaces none, or if the file has no such column.</summary>
    public CardNumber? Replaces { get; init; }

    /// <summary>A fixed text, so that personal data cannot reach a log by accident.</summary>
    public override string ToString() => "[registry line]";
}
