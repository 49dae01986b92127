using PartnerApi.Contract;
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
internal readonly record struct CardOnDesk(CardReading Reading, Disclosure Disclosure, QuestionError? Refusal);

/// <summary>Where every question about a card, by its number, goes through: it is looked up, counted against the quota, and named for the record.</summary>
internal sealed class CardDesk(CardReader reader, CardReferences references, QuotaGate quotas)
{
    /// <summary>Looks a card up for a caller whose purpose is agreed, and puts it on the question's list of disclosures.</summary>
    public Outcome<CardAnswer> Look(CardNumber number, string operation, Purpose purpose, Question question)
    {
        var found = Take(question.Session, number, operation, purpose, question);
        question.Add(found.Disclosure);
        return found.Refusal is { } refusal ? refusal : new CardAnswer(question, found.Reading, found.Disclosure);
    }

    /// <summary>Looks a card up without putting it on the list: for who puts it on record before an effect.</summary>
    public CardOnDesk Take(ReadSession session, CardNumber number, string operation, Purpose purpose, Question question)
    {
        var reading = reader.Read(session, number);
        var reference = ReferenceOf(reading, question);
        var valid = Validity.IsValid(reading.Terms, question.Today);
        var refusal = quotas.Admit(question, reference, valid);
        var disclosure = new Disclosure(RandomIds.Next(), operation, purpose)
        {
            Reference = reference,
            Valid = refusal is null ? valid : null,
            Refusal = refusal?.Code,
        };
        return new CardOnDesk(reading, disclosure, refusal);
    }

    /// <summary>How the card is named in a disclosure of the question's day.</summary>
    public UInt128 ReferenceOf(CardReading reading, Question question)
    {
        // Opened either way: a number that nobody holds takes the same work.
        var handle = reading.Handle;
        return reading.Exists
            ? references.OfHolder(handle, question.Caller.PartnerId, question.Today)
            : references.OfNumber(reading.Number, question.Caller.PartnerId, question.Today);
    }
}
