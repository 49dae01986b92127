using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using PartnerApi.Cards;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Requests;
using PartnerApi.Storage;

namespace PartnerApi.Redemptions;

/// <summary>The outcome of recording a redemption: a result, a reused key, or a request to decide again.</summary>
/// <param name="Decision">The result.</param>
/// <param name="Row">The redemption; null after a refusal.</param>
internal sealed record RecordedRedemption(RedemptionDecision Decision, RedemptionRow? Row)
{
    /// <summary>The state that the decision was based on has changed.</summary>
    public static readonly RecordedRedemption Outdated = new(RedemptionDecision.NotEligible, null) { IsOutdated = true };

    /// <summary>The key belongs to another request.</summary>
    public static readonly RecordedRedemption Reused = new(RedemptionDecision.NotEligible, null) { IsReused = true };

    /// <summary>Whether the redemption must be decided again.</summary>
    public bool IsOutdated { get; private init; }

    /// <summary>Whether the key belongs to another request.</summary>
    public bool IsReused { get; private init; }
}

/// <summary>A decision that has yet to be recorded.</summary>
/// <param name="Request">The well-formed request that was decided.</param>
/// <param name="IsEligible">Whether the holder may have the benefit.</param>
/// <param name="Redemption">The row to insert on success. It is built for every card, so that timing reveals nothing.</param>
/// <param name="Usage">Limits how often the holder may redeem the benefit.</param>
/// <param name="Disclosure">The ledger record.</param>
/// <param name="EffectTag">Proves that the effect took place, until the disclosure is settled.</param>
/// <param name="Cards">The generation of the cards that the decision is based on.</param>
/// <param name="Directory">The generation of partners and benefits that the decision is based on.</param>
internal sealed record PendingRedemption(
    RedemptionRequest Request, bool IsEligible, Redemption Redemption, UsageRule Usage, Disclosure Disclosure, byte[] EffectTag,
    long Cards, long Directory)
{
    /// <summary>Counts the uses, decides, and records the result, in the context's write transaction.</summary>
    public RecordedRedemption Record(GatewayDbContext context)
    {
        var partner = Redemption.PartnerId;
        if (Current(context, CardGenerations.Visible) != Cards || Current(context, DirectoryGeneration.Name) != Directory) return RecordedRedemption.Outdated;
        if (context.Find<RedemptionKey>(partner, Request.KeyTag) is { } known) return Stored(context, known);

        var decision = !IsEligible ? RedemptionDecision.NotEligible
            : Usage.Allows(Uses(context)) ? RedemptionDecision.Redeemed
            : RedemptionDecision.AlreadyRedeemed;
        var isRedeemed = decision == RedemptionDecision.Redeemed;
        if (isRedeemed) context.Add(Redemption);
        context.Add(new RedemptionKey
        {
            PartnerId = partner,
            KeyTag = Request.KeyTag,
            Fingerprint = Request.Fingerprint,
            Decision = (long)decision,
            RedemptionId = isRedeemed ? Redemption.Id : [],
            CreatedAt = Redemption.RedeemedAt,
        });
        context.Add(new RedemptionEffect { Tag = EffectTag, CreatedAt = Redemption.RedeemedAt });
        return new RecordedRedemption(decision, isRedeemed ? RedemptionRow.Of(Redemption) : null);
    }

    private int Uses(GatewayDbContext context)
    {
        var (partner, benefit, tag) = (Redemption.PartnerId, Redemption.BenefitId, Redemption.SubjectTag);
        long from = Usage.CountsFrom(DateOnly.FromDayNumber((int)Redemption.RedeemedOn)).DayNumber;
        return context.Set<Redemption>().Count(row =>
            row.PartnerId == partner && row.SubjectTag == tag && row.BenefitId == benefit && row.RedeemedOn >= from && row.ReversedAt == 0);
    }

    // Another request with the same key was recorded after this one's decision.
    private RecordedRedemption Stored(GatewayDbContext context, RedemptionKey known)
    {
        if (!CryptographicOperations.FixedTimeEquals(known.Fingerprint, Request.Fingerprint)) return RecordedRedemption.Reused;
        var row = known.RedemptionId.Length > 0 ? context.Find<Redemption>(known.RedemptionId) : null;
        return new RecordedRedemption((RedemptionDecision)known.Decision, row is null ? null : RedemptionRow.Of(row));
    }

    private static long Current(GatewayDbContext context, string name) =>
        context.Set<Generation>().AsNoTracking().Where(generation => generation.Name == name).Select(generation => generation.Value).Single();
}
