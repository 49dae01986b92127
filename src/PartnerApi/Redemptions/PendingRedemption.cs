using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using PartnerApi.Cards;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Storage;

namespace PartnerApi.Redemptions;

/// <summary>What came of recording: an answer to give, or that the decision has to be made anew.</summary>
/// <param name="Decision">The answer.</param>
/// <param name="Row">The redemption, if there is one.</param>
internal sealed record RecordedRedemption(RedemptionDecision Decision, RedemptionRow? Row)
{
    /// <summary>What was decided on is no longer so.</summary>
    public static readonly RecordedRedemption Outdated = new(RedemptionDecision.NotEligible, null) { IsOutdated = true };

    /// <summary>The key stands for another request.</summary>
    public static readonly RecordedRedemption Reused = new(RedemptionDecision.NotEligible, null) { IsReused = true };

    /// <summary>Whether to decide anew.</summary>
    public bool IsOutdated { get; private init; }

    /// <summary>Whether the key was used for another request.</summary>
    public bool IsReused { get; private init; }
}

/// <summary>A decision that is about to be recorded.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="IsEligible">Whether the holder may have the benefit.</param>
/// <param name="Redemption">The row, if there will be one; made for every card, so that time does not tell.</param>
/// <param name="Usage">How often the holder may have it.</param>
/// <param name="Disclosure">What is on record of it.</param>
/// <param name="EffectTag">Says that the effect has come, until the disclosure is settled.</param>
/// <param name="Cards">The generation of the cards it was decided on.</param>
/// <param name="Directory">The generation of partners and benefits it was decided on.</param>
internal sealed record PendingRedemption(
    RedemptionRequest Request, bool IsEligible, Redemption Redemption, UsageRule Usage, Disclosure Disclosure, byte[] EffectTag,
    long Cards, long Directory)
{
    /// <summary>Counts, decides and records, in the write transaction of the context.</summary>
    public RecordedRedemption Record(GatewayDbContext context)
    {
        var partner = Redemption.PartnerId;
        if (Of(context, CardGenerations.Visible) != Cards || Of(context, DirectoryGeneration.Name) != Directory) return RecordedRedemption.Outdated;
        if (context.Find<RedemptionKey>(partner, Request.KeyTag) is { } known) return Again(context, known);

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

    // Another request with the key was recorded between this one's decision and now.
    private RecordedRedemption Again(GatewayDbContext context, RedemptionKey known)
    {
        if (!CryptographicOperations.FixedTimeEquals(known.Fingerprint, Request.Fingerprint)) return RecordedRedemption.Reused;
        var row = known.RedemptionId.Length > 0 ? context.Find<Redemption>(known.RedemptionId) : null;
        return new RecordedRedemption((RedemptionDecision)known.Decision, row is null ? null : RedemptionRow.Of(row));
    }

    private static long Of(GatewayDbContext context, string name) =>
        context.Set<Generation>().AsNoTracking().Where(generation => generation.Name == name).Select(generation => generation.Value).Single();
}
