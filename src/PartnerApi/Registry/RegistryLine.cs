using PartnerApi.Policy;

namespace PartnerApi.Registry;

/// <summary>One card with its holder, as a registry export brings it: valid in itself, not yet compared with any other.</summary>
/// <param name="Number">The card's number.</param>
/// <param name="State">What has been reported about the card.</param>
/// <param name="IssuedOn">The day it was issued.</param>
/// <param name="ExpiresOn">The last day on which it is valid.</param>
/// <param name="LegalName">The holder's name as printed on the card.</param>
/// <param name="DateOfBirth">The holder's date of birth.</param>
/// <param name="Borough">Where the holder lives.</param>
/// <param name="Street">House number, street and apartment.</param>
/// <param name="City">The post town.</param>
/// <param name="PostalCode">Five digits.</param>
internal sealed record RegistryLine(
    CardNumber Number, CardState State, DateOnly IssuedOn, DateOnly ExpiresOn, string LegalName, DateOnly DateOfBirth, Borough Borough, string Street,
    string City, string PostalCode)
{
    /// <summary>Where it stands in its file, from 1, for messages; 0 when it comes from no file.</summary>
    public long LineNumber { get; init; }

    /// <summary>The card of the same holder that this one replaces; null when it replaces none, or the file does not say.</summary>
    public CardNumber? Replaces { get; init; }

    /// <summary>A fixed text, so that a person does not end up in a log by accident.</summary>
    public override string ToString() => "[registry line]";
}
