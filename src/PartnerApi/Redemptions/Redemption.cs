namespace PartnerApi.Redemptions;

/// <summary>
/// A stored use of a benefit by a holder. It holds no card number, no subject, and nothing in common with another partner's rows. Days and instants
/// are integers, so that both databases read them alike.
/// </summary>
internal sealed class Redemption
{
    /// <summary>Length of an id, in bytes.</summary>
    public const int IdLength = 16;

    /// <summary>The day number of an entitlement without end.</summary>
    public const long NoEnd = long.MaxValue;

    /// <summary>Random, 128 bits.</summary>
    public required byte[] Id { get; init; }

    public required string PartnerId { get; init; }

    public required string BenefitId { get; init; }

    /// <summary>The holder's tag for this partner; see <see cref="PartnerCipher.SubjectTag"/>.</summary>
    public required byte[] SubjectTag { get; init; }

    /// <summary>The holder and the exact times; see <see cref="PartnerCipher.Seal"/>.</summary>
    public required byte[] Sealed { get; set; }

    /// <summary>The start of the city's hour of redemption, in seconds since 1970-01-01 UTC: no more precise than the ledger.</summary>
    public required long RedeemedAt { get; init; }

    /// <summary>The city's day of redemption, as a day number. Usage rules count by it.</summary>
    public required long RedeemedOn { get; init; }

    /// <summary>The last day of the entitlement, as a day number, or <see cref="NoEnd"/>.</summary>
    public required long ValidUntil { get; init; }

    /// <summary>The usage rule of the decision, as JSON. The benefit's rule may have changed since.</summary>
    public required string Usage { get; init; }

    /// <summary>The start of the city's hour of reversal, in seconds since 1970-01-01 UTC; 0 if it was not reversed.</summary>
    public long ReversedAt { get; set; }

    /// <summary>The reason for the reversal; null if it was not reversed.</summary>
    public ReversalReason? ReversalReason { get; set; }
}
