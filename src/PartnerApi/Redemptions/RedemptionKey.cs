namespace PartnerApi.Redemptions;

/// <summary>
/// The answer to a redemption, kept under its idempotency key, so that the same request is answered the same again. Written in the transaction of
/// the effect. Nothing in it leads to the disclosure that went before.
/// </summary>
internal sealed class RedemptionKey
{
    /// <summary>Bytes of <see cref="KeyTag"/> and <see cref="Fingerprint"/>.</summary>
    public const int TagLength = 32;

    /// <summary>Whose key it is; partners cannot meet one another's.</summary>
    public required string PartnerId { get; init; }

    /// <summary>The key, as its tag.</summary>
    public required byte[] KeyTag { get; init; }

    /// <summary>What was asked, as its fingerprint.</summary>
    public required byte[] Fingerprint { get; init; }

    /// <summary>What was answered, as the number of a <see cref="RedemptionDecision"/>.</summary>
    public required long Decision { get; init; }

    /// <summary>The redemption; empty when there was none.</summary>
    public required byte[] RedemptionId { get; init; }

    /// <summary>The beginning of the city's hour, in seconds since 1970-01-01 UTC.</summary>
    public required long CreatedAt { get; init; }
}

/// <summary>What came of a redemption. The numbers are stored.</summary>
internal enum RedemptionDecision
{
    /// <summary>It is recorded.</summary>
    Redeemed = 0,

    /// <summary>The one "no" of eligibility.</summary>
    NotEligible = 1,

    /// <summary>The holder is eligible and has had it.</summary>
    AlreadyRedeemed = 2,
}
