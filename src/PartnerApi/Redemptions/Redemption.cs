namespace PartnerApi.Redemptions;

/// <summary>
/// One use of a benefit by one holder, as the database has it: no number, no subject, nothing that two partners' rows have in common. Days and
/// instants are numbers, so that both stores read them alike.
/// </summary>
internal sealed class Redemption
{
    /// <summary>Bytes of an id.</summary>
    public const int IdLength = 16;

    /// <summary>The day number of an entitlement without end.</summary>
    public const long NoEnd = long.MaxValue;

    /// <summary>Random, 128 bits.</summary>
    public required byte[] Id { get; init; }

    /// <summary>Whose redemption it is.</summary>
    public required string PartnerId { get; init; }

    /// <summary>What was redeemed.</summary>
    public required string BenefitId { get; init; }

    /// <summary>The holder's tag for this partner; see <see cref="PartnerCipher.SubjectTag"/>.</summary>
    public required byte[] SubjectTag { get; init; }

    /// <summary>The holder and the exact times; see <see cref="PartnerCipher.Seal"/>.</summary>
    public required byte[] Sealed { get; set; }

    /// <summary>The beginning of the city's hour in which it was redeemed, in seconds since 1970-01-01 UTC: no more than the ledger tells.</summary>
    public required long RedeemedAt { get; init; }

    /// <summary>The city's day of it, as a day number: what usage rules count.</summary>
    public required long RedeemedOn { get; init; }

    /// <summary>The last day of the entitlement, as a day number; <see cref="NoEnd"/> when there is none.</summary>
    public required long ValidUntil { get; init; }

    /// <summary>The usage rule it was decided by, as JSON: the benefit's may have changed since.</summary>
    public required string Usage { get; init; }

    /// <summary>The beginning of the hour in which it was reversed, in seconds since 1970-01-01 UTC; 0 while it stands.</summary>
    public long ReversedAt { get; set; }

    /// <summary>Why it was reversed; null while it stands.</summary>
    public ReversalReason? ReversalReason { get; set; }
}
