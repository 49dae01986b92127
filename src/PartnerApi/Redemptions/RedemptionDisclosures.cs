using PartnerApi.Disclosures;
using PartnerApi.GraphQL;
using PartnerApi.Requests;
using PartnerApi.Sealing;

namespace PartnerApi.Redemptions;

/// <summary>
/// Creates the ledger records of redemptions that are returned again. A record names the holder by the same reference as <c>subjects</c>, and says
/// nothing about a card.
/// </summary>
internal sealed class RedemptionDisclosures(CardReferences references)
{
    public RedemptionDisclosure Of(RedemptionRow row, string operation, GatewayRequest request) => new(
        new Disclosure(RandomIds.Next(), operation, purpose: null)
        {
            Reference = references.OfSubject(row.SubjectTag, request.Caller.PartnerId, request.Today),
        },
        request);
}

/// <summary>A record that is added to the request's disclosures with its first disclosed field.</summary>
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
