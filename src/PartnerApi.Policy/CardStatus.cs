using System.ComponentModel;

namespace PartnerApi.Policy;

/// <summary>A card's status as registrars see it. Partners learn only whether a card is valid.</summary>
[Description("The status of a card, for program staff.")]
public enum CardStatus
{
    /// <summary>Valid today.</summary>
    [Description("Valid today.")]
    Active,

    /// <summary>Not valid yet: the day of issue is in the future.</summary>
    [Description("Not valid yet: the day of issue is in the future.")]
    NotYetValid,

    /// <summary>Not valid, but renewable: expired at most <see cref="Validity.GraceDays"/> days ago.</summary>
    [Description("Expired at most 60 days ago. The card is not valid, but the holder can still renew it.")]
    GracePeriod,

    /// <summary>Expired before the grace period.</summary>
    [Description("Expired more than 60 days ago.")]
    Expired,

    /// <summary>Reported lost or stolen, whatever its dates.</summary>
    [Description("Reported lost or stolen. The dates do not matter.")]
    ReportedLost,

    /// <summary>Revoked by the program, whatever its dates.</summary>
    [Description("Revoked by the program. The dates do not matter.")]
    Revoked,

    /// <summary>Replaced by another card of the same holder; never valid again.</summary>
    [Description("Replaced by another card of the same holder. The card is never valid again.")]
    Replaced,

    /// <summary>No card has this number.</summary>
    [Description("No card has this number.")]
    NotIssued,
}
