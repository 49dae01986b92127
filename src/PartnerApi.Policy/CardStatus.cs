using System.ComponentModel;

namespace PartnerApi.Policy;

/// <summary>A card's standing as a registrar sees it. Partners only ever learn valid or not valid.</summary>
[Description("A card's standing, for the program's staff.")]
public enum CardStatus
{
    /// <summary>Valid today.</summary>
    [Description("Valid today.")]
    Active,

    /// <summary>Issued as of a later day: it is not valid yet.</summary>
    [Description("Issued as of a later day: it is not valid yet.")]
    NotYetValid,

    /// <summary>Expired at most <see cref="Validity.GraceDays"/> days ago: the holder can still renew it, but it is not valid.</summary>
    [Description("Expired at most 60 days ago: the holder can still renew it, but it is not valid.")]
    GracePeriod,

    /// <summary>Expired longer ago than the grace period.</summary>
    [Description("Expired longer ago than the grace period.")]
    Expired,

    /// <summary>Reported lost or stolen, whatever its date.</summary>
    [Description("Reported lost or stolen, whatever its date.")]
    ReportedLost,

    /// <summary>Taken back by the program, whatever its date.</summary>
    [Description("Taken back by the program, whatever its date.")]
    Revoked,

    /// <summary>Replaced by another card of the same holder; never valid again.</summary>
    [Description("Replaced by another card of the same holder; it is never valid again.")]
    Replaced,

    /// <summary>No card has this number.</summary>
    [Description("No card has this number.")]
    NotIssued,
}
