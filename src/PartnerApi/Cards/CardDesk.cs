using PartnerApi.Disclosures;
using PartnerApi.Partners;
using PartnerApi.Policy;

namespace PartnerApi.Cards;

/// <summary>Where every question about a card, by its number, goes through: it is looked up, and put on the question's list of disclosures.</summary>
internal sealed class CardDesk(CardReader reader, CardReferences references)
{
    /// <summary>Looks a card up for a caller whose purpose is agreed.</summary>
    public CardAnswer Look(CardNumber number, string operation, Purpose purpose, Question question)
    {
        var reading = reader.Read(question.Session, number);
        var disclosure = new Disclosure(Sealing.RandomIds.Next(), operation, purpose)
        {
            Reference = ReferenceOf(reading, question),
            Valid = Validity.IsValid(reading.Terms, question.Today),
        };
        question.Add(disclosure);
        return new CardAnswer(question, reading, disclosure);
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
