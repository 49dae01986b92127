namespace PartnerApi.Redemptions;

/// <summary>
/// The result of a redemption, stored under its idempotency key, so that a repeated request gets the same response. It is written in the transaction
/// of the effect. Nothing in it refers to the disclosure that preceded it.
/// </summary>
internal sealed class RedemptionKey
{
    /// <summary>Length of <see cref="KeyTag"/> and <see cref="Fingerprint"/>, in bytes.</summary>
    public const int TagLength = 32;

    /// <summary>The partner that sent the key. Keys of different partners never collide.</summary>
    public required string PartnerId { get; init; }

    /// <summary>See <see cref="RedemptionRequest"/>.</summary>
    public required byte[] KeyTag { get; init; }

    /// <summary>See <see cref="RedemptionRequest"/>.</summary>
    public required byte[] Fingerprint { get; init; }

    /// <summary>The number of a <see cref="RedemptionDecision"/>.</summary>
    public required long Decision { get; init; }

    /// <summary>The id of the redemption; empty after a refusal.</summary>
    public required byte[] RedemptionId { get; init; }

    /// <summary>The start of the city's hour, in seconds since 1970-01-01 UTC.</summary>
    public required long CreatedAt { get; init; }
}

/// <summary>The result of a redemption. The numbers are stored.</summary>
internal enum RedemptionDecision
{
    /// <summary>The use is recorded.</summary>
    Redeemed = 0,

    /// <summary>Not eligible, for a reason that is withheld.</summary>
    NotEligible = 1,

    /// <summary>Eligible, but already redeemed.</summary>
    AlreadyRedeemed = 2,
}
