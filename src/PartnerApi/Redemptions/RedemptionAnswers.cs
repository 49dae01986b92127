using System.Buffers.Text;
using System.ComponentModel;
using PartnerApi.Contract;
using PartnerApi.Partners;

namespace PartnerApi.Redemptions;

/// <summary>A redemption as its partner sees it: its own facts, the holder only as the partner's pairwise subject.</summary>
[SchemaType("Redemption")]
[RequiresScopes("benefit:redeem")]
[Description("One use of one of the caller's benefits.")]
internal sealed class RedemptionAnswer(RedemptionRow row, byte[] sectorKey, RedemptionDisclosure? disclosure = null) : IDiscloses
{
    private RedemptionDetails? opened;

    void IDiscloses.Disclose(string field) => disclosure?.Disclose(field);

    private RedemptionDetails Details => opened ??= PartnerCipher.Open(sectorKey, row.Sealed, row.Id);

    /// <summary>The id.</summary>
    [Id]
    [Description("The id by which it is reversed.")]
    public string Id => Base64Url.EncodeToString(row.Id);

    /// <summary>The benefit.</summary>
    [Id]
    [Description("The id of the benefit.")]
    public string Benefit => row.Benefit;

    /// <summary>The holder.</summary>
    [Id]
    [Description("The person, by the identifier that is the caller's alone: the same as Card.subject.")]
    public string Subject => SectorKeys.Subject(sectorKey, Details.Handle);

    /// <summary>When.</summary>
    [Description("When it was recorded.")]
    public DateTimeOffset RedeemedAt => Second(Details.RedeemedAt);

    /// <summary>The entitlement's last day.</summary>
    [Description("The last day of the entitlement, inclusive; null when it is for ever.")]
    public DateOnly? ValidUntil => row.ValidUntil == Redemption.NoEnd ? null : DateOnly.FromDayNumber((int)row.ValidUntil);

    /// <summary>When reversed.</summary>
    [Description("When it was reversed; null while it stands.")]
    public DateTimeOffset? ReversedAt => row.IsReversed && Details.ReversedAt is { } at ? Second(at) : null;

    // Times go out to the second.
    private static DateTimeOffset Second(DateTimeOffset exact) => DateTimeOffset.FromUnixTimeSeconds(exact.ToUnixTimeSeconds());
}

/// <summary>What came of a redemption. It is kept under the idempotency key, and told again as it was.</summary>
[SchemaType("RedeemBenefitPayload")]
[RequiresScopes("benefit:redeem")]
[Description("What came of a redemption.")]
internal sealed class RedeemBenefitPayload(RedemptionDecision decision, RedemptionAnswer? redemption)
{
    /// <summary>Yes or no.</summary>
    [Description("Whether the use is recorded.")]
    public bool Redeemed => decision == RedemptionDecision.Redeemed;

    /// <summary>Why not.</summary>
    [Description("Why not; null when it is.")]
    public RedemptionRefusal? Reason => decision switch
    {
        RedemptionDecision.NotEligible => RedemptionRefusal.NotEligible,
        RedemptionDecision.AlreadyRedeemed => RedemptionRefusal.AlreadyRedeemed,
        _ => null,
    };

    /// <summary>The redemption.</summary>
    [Description("The redemption; null when there is none.")]
    public RedemptionAnswer? Redemption => redemption;
}

/// <summary>What came of a reversal.</summary>
[SchemaType("ReverseRedemptionPayload")]
[RequiresScopes("benefit:redeem")]
[Description("What came of a reversal.")]
internal sealed class ReverseRedemptionPayload(RedemptionAnswer redemption)
{
    /// <summary>The reversed redemption.</summary>
    [Description("The redemption, with the time of its reversal.")]
    public RedemptionAnswer Redemption => redemption;
}

/// <summary>Why a benefit was not redeemed.</summary>
[Description("Why a benefit was not redeemed.")]
internal enum RedemptionRefusal
{
    /// <summary>The one "no".</summary>
    [Description("The person may not have the benefit today. It does not tell why: a card that is not valid and a rule that is not met are answered alike.")]
    NotEligible,

    /// <summary>The caller's own fact.</summary>
    [Description("The person may have the benefit, and has had it with the caller as often as its period allows.")]
    AlreadyRedeemed,
}

/// <summary>Why a redemption is taken back. A list and no free text: a text would hold personal data.</summary>
[Description("Why a redemption is reversed.")]
internal enum ReversalReason
{
    /// <summary>It should not have been recorded.</summary>
    [Description("It was entered by mistake.")]
    EnteredByMistake,

    /// <summary>The holder does not want it.</summary>
    [Description("The person changed their mind.")]
    HolderChangedMind,

    /// <summary>The partner could not give it.</summary>
    [Description("The benefit could not be given.")]
    BenefitNotGiven,
}
