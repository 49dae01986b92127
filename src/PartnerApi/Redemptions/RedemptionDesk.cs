using System.Security.Cryptography;
using PartnerApi.Benefits;
using PartnerApi.Cards;
using PartnerApi.Contract;
using PartnerApi.Disclosures;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Quotas;
using PartnerApi.Storage;

namespace PartnerApi.Redemptions;

/// <summary>
/// Decides redemptions and records them. A decision is made on a short read session; the transaction that records it finds out whether cards,
/// partners or benefits have changed since, and then it is made anew. Uses are counted and the key looked for within that transaction, so that of
/// any number of requests at once one finds the entitlement free. Safe for concurrent use.
/// </summary>
internal sealed class RedemptionDesk(
    ReadSessions sessions, PartnerDirectory partners, BenefitDirectory benefits, CardDesk desk, QuotaGate quotas, DisclosureLog disclosures,
    RedemptionQueue queue, RedemptionEffects effects, RedemptionTelling telling, CityClock clock)
{
    /// <summary>What a disclosure of a redemption calls its question.</summary>
    public const string Operation = "redeemBenefit";

    /// <summary>What a disclosure of a first answer that is told again calls it: it announces no effect.</summary>
    public const string ReplayOperation = "redeemBenefit.replay";

    private const string ReversalOperation = "reverseRedemption";

    /// <summary>There is no such redemption, or it is another partner's.</summary>
    public static readonly QuestionError NotFound = new(ErrorCode.RedemptionNotFound, "The caller has no redemption of that id.");

    private const int MostAttempts = 5;

    private static readonly QuestionError KeyReused = new(
        ErrorCode.IdempotencyKeyReused, "The idempotency key was used for another input. Nothing was done.");

    /// <summary>Answers a request to redeem: as before when its key is known, else by a new decision.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was recorded.</exception>
    public async Task<Outcome<RedeemBenefitAnswer>> RedeemAsync(Question question, RedemptionRequest request)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            PendingRedemption pending;
            using (var session = await sessions.BeginAsync(CancellationToken.None))
            {
                if (RedemptionReader.FindKey(session, question.Caller.PartnerId, request) is { } known) return Replay(session, question, request, known);
                var (card, disclosure, refused) = desk.Take(session, request.Number, Operation, request.Purpose, question);
                if (refused is not null)
                {
                    question.Add(disclosure);
                    return refused;
                }
                disclosure.Tell("redeemed");

                var (decided, refusal) = Decide(session, question, request, card, disclosure);
                if (decided is null) return refusal!;
                pending = decided;
            }

            // No effect without its disclosure on record.
            var recorded = await effects.AwaitAsync(pending.Disclosure.Id, async () =>
            {
                await disclosures.AppendAsync(question, pending.Disclosure);
                return await queue.RunAsync(pending.Record);
            });
            if (recorded.IsOutdated) continue;
            return recorded.IsReused ? KeyReused : Answer(recorded.Decision, recorded.Row, question);
        }

        throw new StoreUnavailableException("cards and partners keep changing");
    }

    /// <summary>Takes a redemption of the caller's back. Of one that is reversed, nothing changes: the first time and reason stay.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was recorded.</exception>
    public async Task<Outcome<ReverseRedemptionAnswer>> ReverseAsync(Question question, byte[] id, ReversalReason reason)
    {
        if (quotas.AdmitAgain(question) is { } refusal) return refusal;
        var (now, hour, key) = (clock.Now, clock.Hour.ToUnixTimeSeconds(), question.Caller.SectorKey);
        var recorded = await queue.RunAsync(context =>
        {
            if (context.Find<Redemption>(id) is not { } row || row.PartnerId != question.Caller.PartnerId) return RecordedRedemption.Outdated;
            if (row.ReversedAt == 0)
            {
                (row.ReversedAt, row.ReversalReason) = (hour, reason);
                row.Sealed = PartnerSeal.Seal(key, PartnerSeal.Open(key, row.Sealed, row.Id) with { ReversedAt = now }, row.Id);
            }
            return new RecordedRedemption(RedemptionDecision.Redeemed, RedemptionRow.Of(row));
        });
        return recorded.Row is { } reversed
            ? new ReverseRedemptionAnswer(new RedemptionAnswer(reversed, key, telling.Of(reversed, ReversalOperation, question)))
            : NotFound;
    }

    // The agreement is asked anew: between the question's snapshot and this one a command may have ended it.
    private (PendingRedemption? Pending, QuestionError? Refusal) Decide(
        ReadSession session, Question question, RedemptionRequest request, CardReading card, Disclosure disclosure)
    {
        var caller = partners.Current(session).FindClient(question.Caller.ClientId);
        if (caller is null || AgreementGate.Admit(caller.Terms, question.Today) is not null) return Refuse(AgreementErrors.NotActive);
        if (AgreementGate.Ask(caller.Terms, request.Purpose, question.Today) is not null) return Refuse(AgreementErrors.PurposeNotAgreed);
        if (!caller.Benefits.Contains(request.Benefit) || benefits.Find(session, request.Benefit) is not { } benefit)
            return Refuse(AgreementErrors.BenefitNotFound);
        if (quotas.AdmitEligibility(question, disclosure.Reference!.Value) is { } refusal) return Refuse(refusal);

        var isEligible = Eligibility.Decide(card.Terms, card.Facts, benefit.Rule, question.Today) & benefit.IsOffered(question.Today);
        var id = RandomNumberGenerator.GetBytes(Redemption.IdLength);
        var validUntil = benefit.Usage.ValidUntil(question.Today);
        var redemption = new Redemption
        {
            Id = id,
            PartnerId = caller.PartnerId,
            BenefitId = benefit.Id,
            SubjectTag = PartnerSeal.SubjectTag(caller.SectorKey, SectorKeys.Subject(caller.SectorKey, card.Handle)),
            Sealed = PartnerSeal.Seal(caller.SectorKey, new RedemptionDetails(card.Handle.ToArray(), clock.Now, null), id),
            RedeemedAt = clock.Hour.ToUnixTimeSeconds(),
            RedeemedOn = question.Today.DayNumber,
            ValidUntil = validUntil?.DayNumber ?? Redemption.NoEnd,
            Usage = benefit.Usage.ToJson(),
        };
        return (new PendingRedemption(
            request, isEligible, redemption, benefit.Usage, disclosure, effects.TagOf(disclosure.Id),
            session.Generation(Generation.Cards), session.Generation(Generation.Directory)), null);

        (PendingRedemption?, QuestionError?) Refuse(QuestionError refusal)
        {
            disclosure.Refusal = refusal.Code;
            question.Add(disclosure);
            return (null, refusal);
        }
    }

    // What was answered once is answered again, whatever the quota of cards says by now; its record counts as an answer, as any other does.
    private Outcome<RedeemBenefitAnswer> Replay(
        ReadSession session, Question question, RedemptionRequest request, (bool IsSame, RedemptionDecision Decision, RedemptionRow? Row) known)
    {
        var (_, disclosure, refused) = desk.TakeAgain(session, request.Number, ReplayOperation, request.Purpose, question);
        question.Add(disclosure);
        if (refused is not null) return refused;
        disclosure.Tell("redeemed");
        if (known.IsSame) return Answer(known.Decision, known.Row, question);
        disclosure.Refusal = ErrorCode.IdempotencyKeyReused;
        return KeyReused;
    }

    // The first answer again, also of what was reversed since: 'redemptions' tells how it stands.
    private static RedeemBenefitAnswer Answer(RedemptionDecision decision, RedemptionRow? row, Question question) =>
        new(decision, row is null ? null : new RedemptionAnswer(row with { IsReversed = false }, question.Caller.SectorKey));
}
