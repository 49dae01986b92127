using System.Security.Cryptography;
using System.Text;
using PartnerApi.Cards;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Requests;
using PartnerApi.Sealing;
using PartnerApi.Storage;

namespace PartnerApi.Redemptions;

/// <summary>A well-formed request to redeem, with the two HMACs that the database stores of it.</summary>
/// <param name="Number">The number on the card, which may be unknown.</param>
/// <param name="Purpose">The reason for the lookup.</param>
/// <param name="Benefit">One of the caller's benefits.</param>
/// <param name="KeyTag">HMAC of partner and idempotency key.</param>
/// <param name="Fingerprint">HMAC of the whole request.</param>
internal sealed record RedemptionRequest(CardNumber Number, Purpose Purpose, string Benefit, byte[] KeyTag, byte[] Fingerprint)
{
    public static RedemptionRequest Of(IKeyService keys, string partner, string key, CardNumber number, Purpose purpose, string benefit)
    {
        var digits = new byte[CardNumber.DigitCount];
        number.WriteDigits(digits);
        byte[] whole =
        [
            .. Text(partner), 0, .. Text(key), 0, .. digits, 0, .. Text(PurposeNames.Of(purpose)), 0, .. Text(benefit),
        ];
        var request = new RedemptionRequest(
            number, purpose, benefit,
            Derive(keys, RedemptionKeyLabels.IdempotencyKey, [.. Text(partner), 0, .. Text(key)]),
            Derive(keys, RedemptionKeyLabels.RedemptionFingerprint, whole));
        CryptographicOperations.ZeroMemory(digits);
        CryptographicOperations.ZeroMemory(whole);
        return request;
    }

    private static byte[] Derive(IKeyService keys, KeyLabel label, byte[] context)
    {
        var tag = new byte[RedemptionKey.TagLength];
        keys.Derive(label, context, tag);
        return tag;
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}

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
    /// <summary>Counts the uses, decides, and records the result, in a write transaction.</summary>
    public RecordedRedemption Record(StoreConnection store)
    {
        if (store.Generations.Of(CardGenerations.Visible) != Cards || store.Generations.Of(DirectoryGeneration.Name) != Directory)
            return RecordedRedemption.Outdated;
        var partner = Redemption.PartnerId;

        // Another request with the same key may have been recorded after this one's decision.
        if (RedemptionReader.FindKey(store, partner, Request) is { } known)
            return known.IsSame ? new RecordedRedemption(known.Decision, known.Row) : RecordedRedemption.Reused;

        var decision = !IsEligible ? RedemptionDecision.NotEligible
            : Usage.Allows(RedemptionWriter.Uses(store, Redemption, Usage)) ? RedemptionDecision.Redeemed
            : RedemptionDecision.AlreadyRedeemed;
        var isRedeemed = decision == RedemptionDecision.Redeemed;
        if (isRedeemed) RedemptionWriter.Add(store, Redemption);
        RedemptionWriter.Add(store, new RedemptionKey
        {
            PartnerId = partner,
            KeyTag = Request.KeyTag,
            Fingerprint = Request.Fingerprint,
            Decision = (long)decision,
            RedemptionId = isRedeemed ? Redemption.Id : [],
            CreatedAt = Redemption.RedeemedAt,
        });
        RedemptionWriter.Add(store, new RedemptionEffect { Tag = EffectTag, CreatedAt = Redemption.RedeemedAt });
        return new RecordedRedemption(decision, isRedeemed ? RedemptionRow.Of(Redemption) : null);
    }
}
