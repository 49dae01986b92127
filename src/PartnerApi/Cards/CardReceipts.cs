using System.ComponentModel;
using PartnerApi.Contract;
using PartnerApi.Core;
using PartnerApi.Disclosures;
using PartnerApi.Partners;
using PartnerApi.Quotas;

namespace PartnerApi.Cards;

/// <summary>
/// Adds signed evidence to a card's answer, for a partner that has to keep it. It costs a signature, which is made when it is selected, and once for each
/// disclosure.
/// </summary>
[ExtendsType(typeof(CardAnswer))]
internal sealed class CardReceipts(ReceiptSigner signer, QuotaGate quotas)
{
    private static readonly GatewayError OneNonce = GatewayError.Limit(
        "receiptsPerDisclosure", 1, "An answer about a card has one receipt, bound to one nonce. Ask about the card again for a receipt with another nonce.");

    private static readonly GatewayError NonceInvalid = new(CardErrorCodes.NonceInvalid, $"A nonce is {CallerText.Form}.");

    /// <summary>The receipt.</summary>
    [RequiresScopes("card:receipt")]
    [Description("Signed evidence of this answer, to be kept by the caller; also of an answer that the card is not valid. An answer has one receipt: asked for again "
        + "with the same nonce, it is the same. How many a request may ask for is in `viewer.quota.receiptsPerRequest`.")]
    public Outcome<ReceiptAnswer> Receipt(
        CardAnswer card,
        [Argument("1 to 64 visible ASCII characters of the caller's own that bind the receipt to the case it is kept for, such as an account's application.")]
        string? nonce,
        GatewayRequest request)
    {
        if (nonce is not null && !CallerText.IsShort(nonce)) return NonceInvalid;
        if (card.Receipt is { } known) return known.Nonce == nonce ? known : OneNonce;
        var most = quotas.LimitsOf(request.Caller).ReceiptsPerRequest;
        if (request.CountReceipt() > most) return GatewayError.Limit("receiptsPerRequest", most, $"A request may ask for at most {English.Count(most, "receipt")}.");
        return card.Receipt = new ReceiptAnswer(card, nonce, signer, request);
    }
}

/// <summary>Evidence of one answer.</summary>
[SchemaType("Receipt")]
[RequiresScopes("card:receipt")]
[Description("Signed evidence of one answer about a card.")]
internal sealed class ReceiptAnswer(CardAnswer card, string? nonce, ReceiptSigner signer, GatewayRequest request)
{
    private string? jws;

    /// <summary>What it is bound to. It is not in any schema.</summary>
    internal string? Nonce => nonce;

    /// <summary>The record.</summary>
    [Id]
    [Description("The id of the disclosure record of this answer; the receipt's `jti`.")]
    public string Disclosure => DisclosureRecord.Text(card.Disclosure.Id);

    /// <summary>The receipt itself.</summary>
    [Description("A compact JWS (RFC 7515, ES256, `typ: card-receipt+jwt`); it is verified with the gateway's published evidence keys.")]
    public string Jws => jws ??= signer.Sign(card, nonce, request);
}
