using PartnerApi.Disclosures;
using PartnerApi.Partners;
using PartnerApi.Sealing;

namespace PartnerApi.Redemptions;

/// <summary>
/// What will be on record of a redemption that is told again: that the partner was given the person's identifier, under the same reference as in
/// <c>subjects</c>. It counts against no quota and says nothing of a card.
/// </summary>
internal sealed class RedemptionTelling(CardReferences references)
{
    /// <summary>The record of one redemption. It goes on the question's list with the first identifier that is told.</summary>
    public SubjectDisclosure Of(RedemptionRow row, string operation, Question question) => new(
        new Disclosure(RandomIds.Next(), operation, purpose: null)
        {
            Reference = references.OfSubject(row.SubjectTag, question.Caller.PartnerId, question.Today),
        },
        question);
}

/// <summary>A record that is made if the person's identifier is told.</summary>
internal sealed class SubjectDisclosure(Disclosure disclosure, Question question)
{
    private bool isAdded;

    /// <summary>Notes a field.</summary>
    public void Tell(string field) => disclosure.Tell(field);

    /// <summary>Puts it on the list.</summary>
    public void Add()
    {
        if (!isAdded) question.Add(disclosure);
        isAdded = true;
    }
}
