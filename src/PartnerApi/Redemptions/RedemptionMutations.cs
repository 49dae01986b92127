using System.ComponentModel;
using PartnerApi.Cards;
using PartnerApi.Core;
using PartnerApi.GraphQL;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Requests;
using PartnerApi.Sealing;

namespace PartnerApi.Redemptions;

/// <summary>The mutations that record the use of a benefit and reverse it.</summary>
[MutationFields]
internal sealed class RedemptionMutations(RedemptionService redemptions, IKeyService keys)
{
    private static readonly GatewayError KeyInvalid = new(
        RedemptionErrorCodes.IdempotencyKeyInvalid, $"Malformed idempotency key: expected {CallerText.Form}.");

    [MostPerRequest(10)]
    [RequiresScopes("benefit:redeem")]
    [Description("Records that a card holder used one of the caller's benefits. It checks eligibility and records the use in one step. "
        + "Send a new idempotency key for each redemption. If no response arrives, send the request again with the same key.")]
    public async Task<Outcome<RedeemBenefitPayload>> RedeemBenefit([Argument("The redemption to record.")] RedeemBenefitInput input, GatewayRequest request)
    {
        if (Refuse(input, request) is { } refusal)
        {
            request.AddRefused(RedemptionService.Operation, input.Purpose, [input.Card], refusal.Code);
            return refusal;
        }

        if (!input.Card.TryGet(out var number)) return CardQueries.Malformed;
        if (request.CountCards(1) > CardQueries.MostCards) return CardQueries.TooMany;
        var redemption = RedemptionRequest.Of(keys, request.Caller.PartnerId, input.IdempotencyKey, number, input.Purpose, input.Benefit);
        return await redemptions.RedeemAsync(request, redemption);
    }

    [MostPerRequest(10)]
    [RequiresScopes("benefit:redeem")]
    [Description("Reverses one of the caller's redemptions, so that the card holder may redeem the benefit again. "
        + "The mutation is idempotent: repeating it changes nothing and returns the first result.")]
    public async Task<Outcome<ReverseRedemptionPayload>> ReverseRedemption(
        [Argument("The redemption to reverse.")] ReverseRedemptionInput input, GatewayRequest request)
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

/// <summary>The input of <c>redeemBenefit</c>, unchecked.</summary>
[SchemaInput("RedeemBenefitInput")]
[Description("A redemption to record.")]
internal sealed class RedeemBenefitInput
{
    [Description("The number on the card. Pass it as a variable.")]
    public required CardNumberInput Card { get; init; }

    [Description("The reason for the lookup.")]
    public required Purpose Purpose { get; init; }

    [Id]
    [Description("The id of one of the caller's benefits.")]
    public required string Benefit { get; init; }

    [Description("1 to 64 visible ASCII characters that the caller has not used for another redemption. The result is stored under the key for at least 30 days.")]
    public required string IdempotencyKey { get; init; }
}

/// <summary>The input of <c>reverseRedemption</c>, unchecked.</summary>
[SchemaInput("ReverseRedemptionInput")]
[Description("A redemption to reverse.")]
internal sealed class ReverseRedemptionInput
{
    [Id]
    [Description("The id of one of the caller's redemptions.")]
    public required string Redemption { get; init; }

    [Description("The reason for the reversal.")]
    public required ReversalReason Reason { get; init; }
}
