using PartnerApi.Core;
using PartnerApi.Disclosures;
using PartnerApi.Policy;
using PartnerApi.Quotas;
using PartnerApi.Requests;
using PartnerApi.Sealing;
using PartnerApi.Storage;

namespace PartnerApi.Cards;

/// <summary>The result of a card lookup, with its ledger record.</summary>
/// <param name="Reading">The card; a dummy that is never valid if the number is unknown.</param>
/// <param name="Disclosure">The ledger record of this lookup.</param>
/// <param name="Refusal">The error to return instead of the card; null if the card may be disclosed.</param>
internal readonly record struct LookedUpCard(CardReading Reading, Disclosure Disclosure, GatewayError? Refusal);

/// <summary>The only path for lookups by card number: reads the card, counts it against the quota, and derives its reference for the ledger.</summary>
internal sealed class CardLookup(CardReader reader, CardReferences references, QuotaGate quotas)
{
    /// <summary>
    /// Looks up cards, counts them in their order, and adds them to the request's disclosures. The agreement must already have admitted the purpose.
    /// </summary>
    public async ValueTask<Outcome<CardAnswer>[]> LookUpAsync(ReadOnlyMemory<CardNumber> numbers, string operation, Purpose purpose, GatewayRequest request)
    {
        var cards = await reader.ReadAsync(request.Session, numbers);
        var answers = new Outcome<CardAnswer>[cards.Length];
        for (var index = 0; index < cards.Length; index++)
        {
            var found = Count(cards[index], operation, purpose, request);
            request.Add(found.Disclosure);
            answers[index] = found.Refusal is { } refusal ? refusal : new CardAnswer(request, found.Reading, found.Disclosure);
        }
        return answers;
    }

    /// <summary>Looks up a card without adding it to the request's disclosures, for mutations, which record it before their effect.</summary>
    public LookedUpCard Find(ReadSession session, CardNumber number, string operation, Purpose purpose, GatewayRequest request) =>
        Count(reader.Read(session, number), operation, purpose, request);

    /// <summary>
    /// Looks up a card to repeat an earlier answer. It ignores whether the card is valid now. The quota counts one answer and no card.
    /// </summary>
    public LookedUpCard FindForReplay(ReadSession session, CardNumber number, string operation, Purpose purpose, GatewayRequest request)
    {
        var reading = reader.Read(session, number);
        var refusal = quotas.AdmitRepeated(request);
        return new LookedUpCard(reading, Name(ReferenceOf(reading, request), valid: null, refusal?.Code, operation, purpose), refusal);
    }

    private LookedUpCard Count(CardReading reading, string operation, Purpose purpose, GatewayRequest request)
    {
        var valid = Validity.IsValid(reading.Terms, request.Today);
        var reference = ReferenceOf(reading, request);
        if (!valid) reference = quotas.CountedAs(request, reference, OtherReferenceOf(reading, request));
        var refusal = quotas.Admit(request, reference, missed: !valid);
        return new LookedUpCard(reading, Name(reference, refusal is null ? valid : null, refusal?.Code, operation, purpose), refusal);
    }

    private static Disclosure Name(UInt128 reference, bool? valid, ErrorCode? refusal, string operation, Purpose purpose) =>
        new(RandomIds.Next(), operation, purpose) { Reference = reference, Valid = valid, Refusal = refusal };

    private UInt128 ReferenceOf(CardReading reading, GatewayRequest request)
    {
        var (partner, today) = (request.Caller.PartnerId, request.Today);
        return reading.Exists ? references.OfCard(reading.Seed, partner, today) : references.OfNumber(reading.Number, partner, today);
    }

    // A number that is looked up before its card is imported on the same day keeps the number's reference until the day ends. Otherwise the quota would
    // count it again, and reveal that the card was issued. All cards that are not valid cost the same work.
    private UInt128 OtherReferenceOf(CardReading reading, GatewayRequest request)
    {
        var (partner, today) = (request.Caller.PartnerId, request.Today);
        return reading.Exists ? references.OfNumber(reading.Number, partner, today) : references.OfNobody(reading.Number, partner, today);
    }
}
