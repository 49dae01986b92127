using System.ComponentModel;
using PartnerApi.Core;
using PartnerApi.GraphQL;
using PartnerApi.Ledger;
using PartnerApi.Quotas;
using PartnerApi.Requests;

namespace PartnerApi.Cards;

/// <summary>
/// Adds signed evidence to a card's answer, for partners that must keep evidence. The signature is computed only if the receipt is selected, and once
/// for each disclosure.
/// </summary>
[ExtendsType(typeof(CardAnswer))]
internal sealed class CardReceipts(ReceiptSigner signer, QuotaGate quotas)
{
    private static readonly GatewayError OneNonce = GatewayError.Limit(
        "receiptsPerDisclosure", 1, "An answer about a card has one receipt, bound to one nonce. Look up the card again for a receipt with another nonce.");

    private static readonly GatewayError NonceInvalid = new(CardErrorCodes.NonceInvalid, $"Malformed nonce: expected {CallerText.Form}.");

    private static readonly GatewayError NonceIsNumber = new(
        CardErrorCodes.NonceInvalid, "The nonce contains the number of the card, which a receipt must not hold. Choose another, such as the number of the case.");

    [RequiresScopes("card:receipt")]
    [Description("Signed evidence of this answer for the caller to keep, even if the card is not valid. An answer has one receipt: "
        + "a repeated selection with the same nonce returns the same receipt. `viewer.quota.receiptsPerRequest` limits the receipts in a request.")]
    public Outcome<ReceiptAnswer> Receipt(
        CardAnswer card,
        [Argument("1 to 64 visible ASCII characters, chosen by the caller. They bind the receipt to a case, such as an account application. "
            + "They must not contain the number of the card.")]
        string? nonce,
        GatewayRequest request)
    {
        if (nonce is not null && !CallerText.IsShort(nonce)) return NonceInvalid;
        if (nonce is not null && card.Reading.Number.IsIn(nonce)) return NonceIsNumber;
        if (card.Receipt is { } known) return known.Nonce == nonce ? known : OneNonce;
        var most = quotas.LimitsOf(request.Caller).ReceiptsPerRequest;
        if (request.CountReceipt() > most) return GatewayError.Limit("receiptsPerRequest", most, $"A request may select at most {English.Count(most, "receipt")}.");
        return card.Receipt = new ReceiptAnswer(card, nonce, signer, request);
    }
}

/// <summary>The receipt of one answer.</summary>
[SchemaType("Receipt")]
[RequiresScopes("card:receipt")]
[Description("Signed evidence of one answer about a card.")]
internal sealed class ReceiptAnswer(CardAnswer card, string? nonce, ReceiptSigner signer, GatewayRequest request)
{
    private string? jws;

    /// <summary>The nonce that the receipt is bound to. Not in any schema.</summary>
    internal string? Nonce => nonce;

    [Id]
    [Description("The id of the disclosure record of this answer. It is the receipt's `jti`.")]
    public string Disclosure => DisclosureRecord.Text(card.Disclosure.Id);

    [Description("A compact JWS (RFC 7515, ES256, `typ: card-receipt+jwt`). Verify it with the gateway's published evidence keys.")]
    public string Jws => jws ??= signer.Sign(card, nonce, request);
}
