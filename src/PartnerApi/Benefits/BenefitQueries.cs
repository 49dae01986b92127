using System.ComponentModel;
using PartnerApi.Cards;
using PartnerApi.Core;
using PartnerApi.GraphQL;
using PartnerApi.Partners;
using PartnerApi.Quotas;
using PartnerApi.Requests;

namespace PartnerApi.Benefits;

/// <summary>The query <c>benefits</c>: the benefits in the caller's agreement.</summary>
[QueryFields]
internal sealed class BenefitQueries(BenefitDirectory benefits)
{
    [MostPerRequest(1)]
    [RequiresScopes("benefit:read")]
    [Description("The benefits in the caller's agreement.")]
    public IReadOnlyList<BenefitAnswer>? Benefits(GatewayRequest request) =>
    [
        .. request.Caller.Benefits.Order(StringComparer.Ordinal)
            .Select(id => benefits.Find(request.Session, id))
            .OfType<BenefitEntry>()
            .Select(benefit => new BenefitAnswer(benefit)),
    ];
}

/// <summary>The benefit that its partner receives.</summary>
[SchemaType("Benefit")]
[RequiresScopes("benefit:read")]
[Description("A benefit that the caller offers to card holders.")]
internal sealed class BenefitAnswer(BenefitEntry benefit)
{
    [Id]
    [Description("The benefit's id.")]
    public string Id => benefit.Id;

    [Description("The benefit's name.")]
    public string Name => benefit.Name;

    [Description("The first day of the offer.")]
    public DateOnly From => benefit.From;

    [Description("The last day of the offer, inclusive. Null if the offer has no end.")]
    public DateOnly? Until => benefit.Until;
}

/// <summary>Adds the field <c>eligibility</c> to a card.</summary>
[ExtendsType(typeof(CardAnswer))]
internal sealed class CardEligibility(BenefitDirectory benefits, QuotaGate quotas)
{
    [RequiresScopes("benefit:eligibility")]
    [Description("Whether the card holder may have one of the caller's benefits today.")]
    public Outcome<EligibilityAnswer> Eligibility(
        CardAnswer card, [Argument("The id of one of the caller's benefits."), Id] string benefit, GatewayRequest request)
    {
        // Another partner's benefit is not looked up, so that it cannot be distinguished from one that does not exist.
        if (!request.Caller.Benefits.Contains(benefit) || benefits.Find(request.Session, benefit) is not { } found) return AgreementErrors.BenefitNotFound;
        if (quotas.AdmitEligibility(request, card.Disclosure.Reference!.Value) is { } refusal) return refusal;
        var reading = card.Reading;
        var eligible = Policy.Rules.Eligibility.Decide(reading.Terms, reading.Facts, found.Rule, request.Today) & found.IsOffered(request.Today);
        return new EligibilityAnswer(eligible);
    }
}

/// <summary>The result of an eligibility rule, without its reason.</summary>
[SchemaType("Eligibility")]
[RequiresScopes("benefit:eligibility")]
[Description("Whether the card holder may have the benefit.")]
internal sealed class EligibilityAnswer(bool eligible)
{
    [Description("Whether the card holder may have the benefit today. False gives no reason: a card that is not valid and an unmet rule return the same response.")]
    public bool Eligible => eligible;
}
