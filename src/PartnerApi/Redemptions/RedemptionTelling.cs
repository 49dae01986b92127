using PartnerApi.Disclosures;
using PartnerApi.Partners;
using PartnerApi.Sealing;

namespace PartnerApi.Redemptions;

/// <summary>
/// Makes the records of redemptions that are told again: each names its person by the reference that <c>subjects</c> has, and says nothing of a card.
/// </summary>
internal sealed class RedemptionTelling(CardReferences references)
{
    /// <summary>The record of one redemption.</summary>
    public ToldRedemption Of(RedemptionRow row, string operation, Question question) => new(
        new Disclosure(RandomIds.Next(), operation, purpose: null)
        {
            Reference = references.OfSubject(row.SubjectTag, question.Caller.PartnerId, question.Today),
        },
        question);
}

/// <summary>A record that comes on the question's list with the first field that is told.</summary>
internal sealed class ToldRedemption(Disclosure disclosure, Question question) : IDiscloses
{
    private bool isAdded;

    /// <inheritdoc/>
    public void Tell(string field)
    {
        if (!isAdded) question.Add(disclosure);
        isAdded = true;
        disclosure.Tell(field);
    }
}
