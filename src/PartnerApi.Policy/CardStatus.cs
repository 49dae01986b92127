namespace PartnerApi.Policy;

/// <summary>A card's standing as a registrar sees it. Partners only ever learn valid or not valid.</summary>
public enum CardStatus
{
    /// <summary>Valid today.</summary>
    Active,

    /// <summary>Expired at most <see cref="Validity.GraceDays"/> days ago: the holder can still renew it, but it is not valid.</summary>
    GracePeriod,

    /// <summary>Expired longer ago than the grace period.</summary>
    Expired,

    /// <summary>Reported lost or stolen, whatever its date.</summary>
    ReportedLost,

    /// <summary>Taken back by the program, whatever its date.</summary>
    Revoked,

    /// <summary>No card has this number.</summary>
    NotIssued,
}
