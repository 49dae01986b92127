namespace PartnerApi.Redemptions;

/// <summary>
/// Says that what a disclosure announced has come: written in the transaction of the effect, and deleted once the disclosure is settled. A tag under a
/// secret and a row of its own, because a plain id would join a redemption, and all that was asked about its holder that day, to the ledger.
/// </summary>
internal sealed class RedemptionEffect
{
    /// <summary>Bytes of a tag.</summary>
    public const int TagLength = 32;

    /// <summary>The key <c>redemption-effect</c> of the disclosure's id.</summary>
    public required byte[] Tag { get; init; }

    /// <summary>The beginning of the city's hour, in seconds since 1970-01-01 UTC.</summary>
    public required long CreatedAt { get; init; }
}
