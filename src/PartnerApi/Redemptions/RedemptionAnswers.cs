using System.Buffers.Text;
using System.ComponentModel;
using PartnerApi.GraphQL;
using PartnerApi.Partners;

namespace PartnerApi.Redemptions;

/// <summary>The redemption that its partner receives. It identifies the holder only by the partner's pairwise subject.</summary>
[SchemaType("Redemption")]
[RequiresScopes("benefit:redeem")]
[Description("A recorded use of one of the caller's benefits.")]
internal sealed class RedemptionAnswer(RedemptionRow row, byte[] sectorKey, RedemptionDisclosure? disclosure = null) : IDiscloses
{
    private RedemptionDetails? opened;

    void IDiscloses.Disclose(string field) => disclosure?.Disclose(field);

    private RedemptionDetails Details => opened ??= PartnerCipher.Open(sectorKey, row.Sealed, row.Id);

    [Id]
    [Description("The redemption's id, which `reverseRedemption` takes as input.")]
    public string Id => Base64Url.EncodeToString(row.Id);

    [Id]
    [Description("The id of the benefit.")]
    public string Benefit => row.Benefit;

    [Id]
    [Description("Identifies the card holder to this partner only. It equals `Card.subject`.")]
    public string Subject => SectorKeys.Subject(sectorKey, Details.Handle);

    [Description("The time at which the redemption was recorded.")]
    public DateTimeOffset RedeemedAt => Second(Details.RedeemedAt);

    [Description("The last day of the entitlement, inclusive. Null if the entitlement has no end.")]
    public DateOnly? ValidUntil => row.ValidUntil == Redemption.NoEnd ? null : DateOnly.FromDayNumber((int)row.ValidUntil);

    [Description("The time at which the redemption was reversed. Null if it was not reversed.")]
    public DateTimeOffset? ReversedAt => row.IsReversed && Details.ReversedAt is { } at ? Second(at) : null;

    // Callers receive times in whole seconds.
    private static DateTimeOffset Second(DateTimeOffset exact) => DateTimeOffset.FromUnixTimeSeconds(exact.ToUnixTimeSeconds());
}

/// <summary>The result of a redemption. It is stored under the idempotency key and returned again unchanged.</summary>
[SchemaType("RedeemBenefitPayload")]
[RequiresScopes("benefit:redeem")]
[Description("The result of `redeemBenefit`.")]
internal sealed class RedeemBenefitPayload(RedemptionDecision decision, RedemptionAnswer? redemption)
{
    [Description("Whether the benefit was redeemed and the use recorded.")]
    public bool Redeemed => decision == RedemptionDecision.Redeemed;

    [Description("The reason why the benefit was not redeemed. Null if it was.")]
    public RedemptionRefusal? Reason => decision switch
    {
        RedemptionDecision.NotEligible => RedemptionRefusal.NotEligible,
        RedemptionDecision.AlreadyRedeemed => RedemptionRefusal.AlreadyRedeemed,
        _ => null,
    };

    [Description("The recorded redemption. Null if the benefit was not redeemed.")]
    public RedemptionAnswer? Redemption => redemption;
}

/// <summary>The result of a reversal.</summary>
[SchemaType("ReverseRedemptionPayload")]
[RequiresScopes("benefit:redeem")]
[Description("The result of `reverseRedemption`.")]
internal sealed class ReverseRedemptionPayload(RedemptionAnswer redemption)
{
    [Description("The redemption, with the time of its reversal.")]
    public RedemptionAnswer Redemption => redemption;
}

/// <summary>The reason why a benefit was not redeemed.</summary>
[Description("The reason why a benefit was not redeemed.")]
internal enum RedemptionRefusal
{
    [Description("The card holder may not have the benefit today. No reason is given: a card that is not valid and an unmet rule return the same response.")]
    NotEligible,

    [Description("The card holder may have the benefit, but has already redeemed it with the caller as often as its period allows.")]
    AlreadyRedeemed,
}

/// <summary>The reason for a reversal. It is a fixed list because free text would hold personal data.</summary>
[Description("The reason why a redemption is reversed.")]
internal enum ReversalReason
{
    [Description("The redemption was recorded by mistake.")]
    EnteredByMistake,

    [Description("The card holder changed their mind.")]
    HolderChangedMind,

    [Description("The partner could not provide the benefit.")]
    BenefitNotGiven,
}
