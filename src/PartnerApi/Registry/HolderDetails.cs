using PartnerApi.Policy;

namespace PartnerApi.Registry;

/// <summary>Where a holder lives.</summary>
internal sealed record HolderAddress(string Street, string City, string PostalCode)
{
    /// <summary>Withholds everything.</summary>
    public override string ToString() => "[address]";
}

/// <summary>A holder's record, opened. For registrars only, and only for the response to the request that opened it.</summary>
internal sealed record HolderDetails(string LegalName, DateOnly DateOfBirth, Borough Borough, HolderAddress Address)
{
    /// <summary>Withholds everything.</summary>
    public override string ToString() => "[holder]";
}
