namespace PartnerApi.Redemptions;

/// <summary>
/// Proves that the effect announced by a disclosure took place. It is written in the transaction of the effect and deleted when the disclosure is
/// settled. It is a separate row with a tag under a secret: a plain id would join a redemption, and all lookups of its holder that day, to the ledger.
/// </summary>
internal sealed class RedemptionEffect
{
    /// <summary>Length of a tag, in bytes.</summary>
    public const int TagLength = 32;

    /// <summary>The key <c>redemption-effect</c>, derived for the disclosure's id.</summary>
    public required byte[] Tag { get; init; }

    /// <summary>The start of the city's hour, in seconds since 1970-01-01 UTC.</summary>
    public required long CreatedAt { get; init; }
}
