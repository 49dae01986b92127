using System.ComponentModel;
using PartnerApi.Cards;
using PartnerApi.Contract;
using PartnerApi.Core;
using PartnerApi.Partners;
using PartnerApi.Quotas;

namespace PartnerApi.Benefits;

/// <summary>The caller's own benefits.</summary>
[QueryFields]
internal sealed class BenefitQueries(BenefitDirectory benefits)
{
    /// <summary>The benefits of the caller's agreement.</summary>
    [MostPerRequest(1)]
    [RequiresScopes("benefit:read")]
    [Description("The benefits the caller's agreement holds.")]
    public IReadOnlyList<BenefitAnswer>? Benefits(GatewayRequest request) =>
    [
        .. request.Caller.Benefits.Order(StringComparer.Ordinal)
            .Select(id => benefits.Find(request.Session, id))
            .OfType<BenefitEntry>()
            .Select(benefit => new BenefitAnswer(benefit)),
    ];
}

/// <summary>A benefit as its partner sees it.</summary>
[SchemaType("Benefit")]
[RequiresScopes("benefit:read")]
[Description("Something the caller offers to people with a card.")]
internal sealed class BenefitAnswer(BenefitEntry benefit)
{
    /// <summary>The id.</summary>
    [Id]
    [Description("The id by which it is asked about.")]
    public string Id => benefit.Id;

    /// <summary>The name.</summary>
    [Description("What it is.")]
    public string Name => benefit.Name;

    /// <summary>The first day.</summary>
    [Description("The first day it is offered.")]
    public DateOnly From => benefit.From;

    /// <summary>The last day.</summary>
    [Description("The last day it is offered, inclusive; null while it has no end.")]
    public DateOnly? Until => benefit.Until;
}

/// <summary>Adds eligibility to a card.</summary>
[ExtendsType(typeof(CardAnswer))]
internal sealed class CardEligibility(BenefitDirectory benefits, QuotaGate quotas)
{
    /// <summary>Whether the holder may have a benefit.</summary>
    [RequiresScopes("benefit:eligibility")]
    [Description("Whether the person with the card may have one of the caller's benefits today.")]
    public Outcome<EligibilityAnswer> Eligibility(
        CardAnswer card, [Argument("The id of one of the caller's own benefits."), Id] string benefit, GatewayRequest request)
    {
        // A benefit of another partner is not looked for, so that it is not there in the same way as one that nobody has.
        if (!request.Caller.Benefits.Contains(benefit) || benefits.Find(request.Session, benefit) is not { } found) return AgreementErrors.BenefitNotFound;
        if (quotas.AdmitEligibility(request, card.Disclosure.Reference!.Value) is { } refusal) return refusal;
        var reading = card.Reading;
        var eligible = Policy.Eligibility.Decide(reading.Terms, reading.Facts, found.Rule, request.Today) & found.IsOffered(request.Today);
        return new EligibilityAnswer(eligible);
    }
}

/// <summary>The one bit.</summary>
[SchemaType("Eligibility")]
[RequiresScopes("benefit:eligibility")]
[Description("Whether the person may have the benefit.")]
internal sealed class EligibilityAnswer(bool eligible)
{
    /// <summary>Yes or no.</summary>
    [Description("Yes or no, today. No does not tell why: a card that is not valid and a rule that is not met are answered alike.")]
    public bool Eligible => eligible;
}
