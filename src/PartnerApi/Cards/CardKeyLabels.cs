using PartnerApi.Sealing;

namespace PartnerApi.Cards;

/// <summary>The labels of the keys of cards. A label is part of the stored format: it never changes.</summary>
internal static class CardKeyLabels
{
    /// <summary>The tag of a card's row; context: the 16 ASCII digits.</summary>
    public static readonly KeyLabel CardTag = new(Secret.Lookup, "partner-api/v1/card-tag");

    /// <summary>Seals every card's status; no context.</summary>
    public static readonly KeyLabel CardStatus = new(Secret.Lookup, "partner-api/v1/card-status");

    /// <summary>Seals one card's facts; context: the 16 ASCII digits.</summary>
    public static readonly KeyLabel CardFacts = new(Secret.Facts, "partner-api/v1/card-facts");

    /// <summary>The tag of the row with a holder's current card; context: the holder's 16-byte handle.</summary>
    public static readonly KeyLabel CurrentCardTag = new(Secret.Facts, "partner-api/v1/current-card-tag");

    /// <summary>Seals the tag of a holder's current card; context: the holder's 16-byte handle.</summary>
    public static readonly KeyLabel CurrentCard = new(Secret.Facts, "partner-api/v1/current-card");
}
