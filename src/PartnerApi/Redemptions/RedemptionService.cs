using System.Security.Cryptography;
using PartnerApi.Benefits;
using PartnerApi.Cards;
using PartnerApi.Core;
using PartnerApi.Disclosures;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Policy.Rules;
using PartnerApi.Quotas;
using PartnerApi.Requests;
using PartnerApi.Storage;

namespace PartnerApi.Redemptions;

/// <summary>
/// Decides and records redemptions. A decision is based on a short read session. The transaction that records it checks whether cards, partners or
/// benefits have changed since; if so, the decision is made again. The same transaction looks up the idempotency key and counts the uses, so that of
/// any number of concurrent requests only one gets the entitlement. Safe for concurrent use.
/// </summary>
internal sealed class RedemptionService(
    ReadSessions sessions, PartnerDirectory partners, BenefitDirectory benefits, CardLookup lookup, QuotaGate quotas, DisclosureLog disclosures,
    RedemptionQueue queue, RedemptionEffects effects, RedemptionDisclosures redemptionDisclosures, CityClock clock)
{
    /// <summary>The operation name in the disclosure of a redemption.</summary>
    public const string Operation = "redeemBenefit";

    /// <summary>The operation name in the disclosure of a repeated result. Such a disclosure announces no effect.</summary>
    public const string ReplayOperation = "redeemBenefit.replay";

    private const string ReversalOperation = "reverseRedemption";

    /// <summary>The redemption does not exist, or belongs to another partner.</summary>
    public static readonly GatewayError NotFound = new(RedemptionErrorCodes.RedemptionNotFound, "The caller has no redemption with this id.");

    private const int MostAttempts = 5;

    private static readonly GatewayError KeyReused = new(
        RedemptionErrorCodes.IdempotencyKeyReused, "The idempotency key was used with a different input. Nothing was done. Send a new key.");

    /// <summary>Redeems a benefit, or returns the stored result if the key is known.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was recorded.</exception>
    public async Task<Outcome<RedeemBenefitPayload>> RedeemAsync(GatewayRequest request, RedemptionRequest redemption)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            PendingRedemption pending;
            using (var session = await sessions.BeginAsync(CancellationToken.None))
            {
                if (RedemptionReader.FindKey(session, request.Caller.PartnerId, redemption) is { } known) return Replay(session, request, redemption, known);
                var (card, disclosure, refused) = lookup.Find(session, redemption.Number, Operation, redemption.Purpose, request);
                if (refused is not null)
                {
                    request.Add(disclosure);
                    return refused;
                }
                disclosure.AddField("redeemed");

                var (decided, refusal) = Decide(session, request, redemption, card, disclosure);
                if (decided is null) return refusal!;
                pending = decided;
            }

            // The disclosure must be durable before its effect.
            var recorded = await effects.RunAsync(pending.Disclosure.Id, async () =>
            {
                await disclosures.AppendAsync(request, pending.Disclosure);
                return await queue.RunAsync(pending.Record);
            });
            if (recorded.IsOutdated) continue;
            return recorded.IsReused ? KeyReused : Answer(recorded.Decision, recorded.Row, request);
        }

        throw new StoreUnavailableException("cards and partners keep changing");
    }

    /// <summary>Reverses a redemption of the caller. If it is already reversed, nothing changes: the first time and reason remain.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was recorded.</exception>
    public async Task<Outcome<ReverseRedemptionPayload>> ReverseAsync(GatewayRequest request, byte[] id, ReversalReason reason)
    {
        if (quotas.AdmitRepeated(request) is { } refusal) return refusal;
        var (now, hour, key) = (clock.Now, clock.Hour.ToUnixTimeSeconds(), request.Caller.SectorKey);
        var partner = request.Caller.PartnerId;
        var recorded = await queue.RunAsync(store =>
        {
            if (RedemptionReader.Find(store, partner, id) is not { } row) return RecordedRedemption.Outdated;
            if (row.IsReversed) return new RecordedRedemption(RedemptionDecision.Redeemed, row);
            var resealed = PartnerCipher.Seal(key, PartnerCipher.Open(key, row.Sealed, row.Id) with { ReversedAt = now }, row.Id);
            RedemptionWriter.Reverse(store, partner, id, hour, reason, resealed);
            return new RecordedRedemption(RedemptionDecision.Redeemed, row with { Sealed = resealed, IsReversed = true });
        });
        return recorded.Row is { } reversed
            ? new ReverseRedemptionPayload(new RedemptionAnswer(reversed, key, redemptionDisclosures.Of(reversed, ReversalOperation, request)))
            : NotFound;
    }

    // Checks the agreement again: a command may have ended it between the request's snapshot and this one.
    private (PendingRedemption? Pending, GatewayError? Refusal) Decide(
        ReadSession session, GatewayRequest request, RedemptionRequest redemption, CardReading card, Disclosure disclosure)
    {
        var caller = partners.Current(session).FindClient(request.Caller.ClientId);
        if (caller is null || AgreementGate.Admit(caller.Terms, request.Today) is not null) return Refuse(AgreementErrors.NotActive);
        if (AgreementGate.AdmitPurpose(caller.Terms, redemption.Purpose, request.Today) is not null) return Refuse(AgreementErrors.PurposeNotAgreed);
        if (!caller.Benefits.Contains(redemption.Benefit) || benefits.Find(session, redemption.Benefit) is not { } benefit)
            return Refuse(AgreementErrors.BenefitNotFound);
        if (quotas.AdmitEligibility(request, disclosure.Reference!.Value) is { } refusal) return Refuse(refusal);

        var isEligible = Eligibility.Decide(card.Terms, card.Facts, benefit.Rule, request.Today) & benefit.IsOffered(request.Today);
        var id = RandomNumberGenerator.GetBytes(Redemption.IdLength);
        var validUntil = benefit.Usage.ValidUntil(request.Today);
        var row = new Redemption
        {
            Id = id,
            PartnerId = caller.PartnerId,
            BenefitId = benefit.Id,
            SubjectTag = PartnerCipher.SubjectTag(caller.SectorKey, SectorKeys.Subject(caller.SectorKey, card.Handle)),
            Sealed = PartnerCipher.Seal(caller.SectorKey, new RedemptionDetails(card.Handle.ToArray(), clock.Now, null), id),
            RedeemedAt = clock.Hour.ToUnixTimeSeconds(),
            RedeemedOn = request.Today.DayNumber,
            ValidUntil = validUntil?.DayNumber ?? Redemption.NoEnd,
            Usage = benefit.Usage.ToJson(),
        };
        return (new PendingRedemption(
            redemption, isEligible, row, benefit.Usage, disclosure, effects.TagOf(disclosure.Id),
            session.Generation(CardGenerations.Visible), session.Generation(DirectoryGeneration.Name)), null);

        (PendingRedemption?, GatewayError?) Refuse(GatewayError refusal)
        {
            disclosure.Refusal = refusal.Code;
            request.Add(disclosure);
            return (null, refusal);
        }
    }

    // A stored result is returned regardless of the card quota. Its record counts as an answer, like any other.
    private Outcome<RedeemBenefitPayload> Replay(
        ReadSession session, GatewayRequest request, RedemptionRequest redemption, (bool IsSame, RedemptionDecision Decision, RedemptionRow? Row) known)
    {
        var (_, disclosure, refused) = lookup.FindForReplay(session, redemption.Number, ReplayOperation, redemption.Purpose, request);
        request.Add(disclosure);
        if (refused is not null) return refused;
        disclosure.AddField("redeemed");
        if (known.IsSame) return Answer(known.Decision, known.Row, request);
        disclosure.Refusal = RedemptionErrorCodes.IdempotencyKeyReused;
        return KeyReused;
    }

    // Returns the first result, even if the redemption was reversed since: 'redemptions' has its current state.
    private static RedeemBenefitPayload Answer(RedemptionDecision decision, RedemptionRow? row, GatewayRequest request) =>
        new(decision, row is null ? null : new RedemptionAnswer(row with { IsReversed = false }, request.Caller.SectorKey));
}
