using PartnerApi.Core;
using PartnerApi.Disclosures;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Quotas;
using PartnerApi.Sealing;
using PartnerApi.Storage;

namespace PartnerApi.Cards;

/// <summary>A card that was looked up, and what will be on record of it.</summary>
/// <param name="Reading">What was found; never valid for a number that nobody holds.</param>
/// <param name="Disclosure">The record of this question about it.</param>
/// <param name="Refusal">Why nothing of it may be told; null when something may.</param>
internal readonly record struct LookedUpCard(CardReading Reading, Disclosure Disclosure, GatewayError? Refusal);

/// <summary>Where every question about a card, by its number, goes through: it is looked up, counted against the quota, and named for the record.</summary>
internal sealed class CardLookup(CardReader reader, CardReferences references, QuotaGate quotas)
{
    /// <summary>Looks a card up for a caller whose purpose is agreed, and puts it on the question's list of disclosures.</summary>
    public Outcome<CardAnswer> LookUp(CardNumber number, string operation, Purpose purpose, GatewayRequest request)
    {
        var found = Find(request.Session, number, operation, purpose, request);
        request.Add(found.Disclosure);
        return found.Refusal is { } refusal ? refusal : new CardAnswer(request, found.Reading, found.Disclosure);
    }

    /// <summary>Looks a card up without putting it on the list: for who puts it on record before an effect.</summary>
    public LookedUpCard Find(ReadSession session, CardNumber number, string operation, Purpose purpose, GatewayRequest request)
    {
        var reading = reader.Read(session, number);
        var valid = Validity.IsValid(reading.Terms, request.Today);
        var reference = ReferenceOf(reading, request);
        if (!valid) reference = quotas.CountedAs(request, reference, OtherReferenceOf(reading, request));
        var refusal = quotas.Admit(request, reference, missed: !valid);
        return new LookedUpCard(reading, Name(reference, refusal is null ? valid : null, refusal?.Code, operation, purpose), refusal);
    }

    /// <summary>
    /// Names a card for an answer that the caller was given before: whether it is valid now is not looked at. It counts as an answer and as no card.
    /// </summary>
    public LookedUpCard FindForReplay(ReadSession session, CardNumber number, string operation, Purpose purpose, GatewayRequest request)
    {
        var reading = reader.Read(session, number);
        var refusal = quotas.AdmitAgain(request);
        return new LookedUpCard(reading, Name(ReferenceOf(reading, request), valid: null, refusal?.Code, operation, purpose), refusal);
    }

    private static Disclosure Name(UInt128 reference, bool? valid, ErrorCode? refusal, string operation, Purpose purpose) =>
        new(RandomIds.Next(), operation, purpose) { Reference = reference, Valid = valid, Refusal = refusal };

    private UInt128 ReferenceOf(CardReading reading, GatewayRequest request)
    {
        var (partner, today) = (request.Caller.PartnerId, request.Today);
        return reading.Exists ? references.OfCard(reading.Seed, partner, today) : references.OfNumber(reading.Number, partner, today);
    }

    // A number that was not issued when it was asked about, and is imported later in the day, keeps the reference of its number until the day ends: otherwise
    // the quota would count it again, and tell that it was issued. All cards that are not valid cost the same work.
    private UInt128 OtherReferenceOf(CardReading reading, GatewayRequest request)
    {
        var (partner, today) = (request.Caller.PartnerId, request.Today);
        return reading.Exists ? references.OfNumber(reading.Number, partner, today) : references.OfNobody(reading.Number, partner, today);
    }
}
