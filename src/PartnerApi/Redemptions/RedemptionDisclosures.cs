using PartnerApi.Disclosures;
using PartnerApi.Partners;
using PartnerApi.Sealing;

namespace PartnerApi.Redemptions;

/// <summary>
/// Makes the records of redemptions that are told again: each names its person by the reference that <c>subjects</c> has, and says nothing of a card.
/// </summary>
internal sealed class RedemptionDisclosures(CardReferences references)
{
    /// <summary>The record of one redemption.</summary>
    public RedemptionDisclosure Of(RedemptionRow row, string operation, GatewayRequest request) => new(
        new Disclosure(RandomIds.Next(), operation, purpose: null)
        {
            Reference = references.OfSubject(row.SubjectTag, request.Caller.PartnerId, request.Today),
        },
        request);
}

/// <summary>A record that comes on the question's list with the first field that is told.</summary>
internal sealed class RedemptionDisclosure(Disclosure disclosure, GatewayRequest request) : IDiscloses
{
    private bool isAdded;

    /// <inheritdoc/>
    public void Disclose(string field)
    {
        if (!isAdded) request.Add(disclosure);
        isAdded = true;
        disclosure.AddField(field);
    }
}
