using System.ComponentModel;
using PartnerApi.Cards;
using PartnerApi.Contract;
using PartnerApi.Core;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Sealing;

namespace PartnerApi.Redemptions;

/// <summary>Recording the use of a benefit, and taking it back.</summary>
[MutationFields]
internal sealed class RedemptionMutations(RedemptionService redemptions, IKeyService keys)
{
    private static readonly GatewayError KeyInvalid = new(
        RedemptionErrorCodes.IdempotencyKeyInvalid, $"An idempotency key is {CallerText.Form}.");

    /// <summary>Records one use.</summary>
    [MostPerRequest(10)]
    [RequiresScopes("benefit:redeem")]
    [Description("Records that the person with the card used one of the caller's benefits. Eligibility is decided and the use recorded in one step. "
        + "Give a new idempotency key for each redemption, and the same again when an answer did not arrive.")]
    public async Task<Outcome<RedeemBenefitPayload>> RedeemBenefit([Argument("Who redeems what.")] RedeemBenefitInput input, GatewayRequest request)
    {
        if (Refuse(input, request) is { } refusal)
        {
            request.AddRefused(RedemptionService.Operation, input.Purpose, [input.Card], refusal.Code);
            return refusal;
        }

        if (!CardNumber.TryParse(input.Card.Text, out var number)) return CardQueries.Malformed;
        if (request.CountCards(1) > CardQueries.MostCards) return CardQueries.TooMany;
        var redemption = RedemptionRequest.Of(keys, request.Caller.PartnerId, input.IdempotencyKey, number, input.Purpose, input.Benefit);
        return await redemptions.RedeemAsync(request, redemption);
    }

    /// <summary>Takes one use back.</summary>
    [MostPerRequest(10)]
    [RequiresScopes("benefit:redeem")]
    [Description("Takes one of the caller's redemptions back; the person may redeem the benefit anew. Asked again, it changes nothing and answers the same.")]
    public async Task<Outcome<ReverseRedemptionPayload>> ReverseRedemption([Argument("What is taken back.")] ReverseRedemptionInput input, GatewayRequest request)
    {
        var id = new byte[Redemption.IdLength];
        return OpaqueText.TryRead(input.Redemption, id)
            ? await redemptions.ReverseAsync(request, id, input.Reason)
            : RedemptionService.NotFound;
    }

    private static GatewayError? Refuse(RedeemBenefitInput input, GatewayRequest request) =>
        request.Refuse(input.Purpose)
        ?? (!CallerText.IsShort(input.IdempotencyKey) ? KeyInvalid
            : request.Caller.Benefits.Contains(input.Benefit) ? null
            : AgreementErrors.BenefitNotFound);
}

/// <summary>The input of <c>redeemBenefit</c>.</summary>
[SchemaInput("RedeemBenefitInput")]
[Description("Who redeems what.")]
internal sealed class RedeemBenefitInput
{
    /// <summary>The card.</summary>
    [Description("The number on the card. Give it as a variable.")]
    public required CardNumberText Card { get; init; }

    /// <summary>Why.</summary>
    [Description("Why the question is asked.")]
    public required Purpose Purpose { get; init; }

    /// <summary>What.</summary>
    [Id]
    [Description("The id of one of the caller's own benefits.")]
    public required string Benefit { get; init; }

    /// <summary>The key.</summary>
    [Description("1 to 64 visible ASCII characters that the caller never used for another redemption. The first answer under it is kept for at least 30 days.")]
    public required string IdempotencyKey { get; init; }
}

/// <summary>The input of <c>reverseRedemption</c>.</summary>
[SchemaInput("ReverseRedemptionInput")]
[Description("What is taken back, and why.")]
internal sealed class ReverseRedemptionInput
{
    /// <summary>Which.</summary>
    [Id]
    [Description("The id of one of the caller's own redemptions.")]
    public required string Redemption { get; init; }

    /// <summary>Why.</summary>
    [Description("Why it is reversed.")]
    public required ReversalReason Reason { get; init; }
}
