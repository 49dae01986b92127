using System.ComponentModel;
using PartnerApi.Cards;
using PartnerApi.GraphQL;
using PartnerApi.Policy;
using PartnerApi.Requests;

namespace PartnerApi.Registry;

/// <summary>Adds the holder's record to a card, for a registrar who has the card. No other field leads to a record, and none lists records.</summary>
[ExtendsType(typeof(CardAnswer))]
[ReadsStore]
internal sealed class CardHolder(HolderReader holders)
{
    /// <summary>The record, opened with the card's number.</summary>
    [DisclosesSelection]
    [RequiresScopes("holder:read")]
    [Description("The record of the card's holder. Null if no card has the number.")]
    public HolderAnswer? Holder(CardAnswer card, GatewayRequest request) =>
        card.Reading.Exists && holders.Read(request.Session, card.Reading) is { } details ? new HolderAnswer(details) : null;
}

/// <summary>A holder's record as a registrar sees it.</summary>
[SchemaType("Holder")]
[RequiresScopes("holder:read")]
[Description("The record of one holder.")]
internal sealed class HolderAnswer(HolderDetails details)
{
    [Description("The name as printed on the card.")]
    public string LegalName => details.LegalName;

    [Description("The date of birth.")]
    public DateOnly DateOfBirth => details.DateOfBirth;

    [Description("The borough of residence.")]
    public Borough? Borough => details.Borough;

    [Description("The address of residence.")]
    public AddressAnswer? Address => new(details.Address);
}

/// <summary>A holder's address as a registrar sees it.</summary>
[SchemaType("Address")]
[RequiresScopes("holder:read")]
[Description("An address of residence.")]
internal sealed class AddressAnswer(HolderAddress address)
{
    [Description("House number, street and apartment.")]
    public string Street => address.Street;

    [Description("The post town.")]
    public string City => address.City;

    [Description("The five-digit ZIP code.")]
    public string PostalCode => address.PostalCode;
}
