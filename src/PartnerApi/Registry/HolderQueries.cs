using System.ComponentModel;
using PartnerApi.Cards;
using PartnerApi.Contract;
using PartnerApi.Partners;
using PartnerApi.Policy;

namespace PartnerApi.Registry;

/// <summary>Adds the holder's record to a card, for who has the card in front of them. There is no other way to a record, and no list.</summary>
[ExtendsType(typeof(CardAnswer))]
internal sealed class CardHolder(HolderReader holders)
{
    /// <summary>The record.</summary>
    [DisclosesSelection]
    [RequiresScopes("holder:read")]
    [Description("The record of the card's holder; null when no card has the number.")]
    public HolderAnswer? Holder(CardAnswer card, GatewayRequest request) =>
        card.Reading.Exists && holders.Read(request.Session, card.Reading) is { } details ? new HolderAnswer(details) : null;
}

/// <summary>A holder's record as a registrar sees it.</summary>
[SchemaType("Holder")]
[RequiresScopes("holder:read")]
[Description("The record of one holder.")]
internal sealed class HolderAnswer(HolderDetails details)
{
    /// <summary>The name.</summary>
    [Description("The name as printed on the card.")]
    public string LegalName => details.LegalName;

    /// <summary>The birth date.</summary>
    [Description("The date of birth.")]
    public DateOnly DateOfBirth => details.DateOfBirth;

    /// <summary>The borough.</summary>
    [Description("The borough of residence.")]
    public Borough? Borough => details.Borough;

    /// <summary>The address.</summary>
    [Description("The address of residence.")]
    public AddressAnswer? Address => new(details.Address);
}

/// <summary>A holder's address as a registrar sees it.</summary>
[SchemaType("Address")]
[RequiresScopes("holder:read")]
[Description("An address of residence.")]
internal sealed class AddressAnswer(HolderAddress address)
{
    /// <summary>The street.</summary>
    [Description("House number, street and apartment.")]
    public string Street => address.Street;

    /// <summary>The town.</summary>
    [Description("The post town.")]
    public string City => address.City;

    /// <summary>The ZIP code.</summary>
    [Description("The five-digit ZIP code.")]
    public string PostalCode => address.PostalCode;
}
