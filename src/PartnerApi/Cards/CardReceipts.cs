using System.ComponentModel;
using PartnerApi.Contract;
using PartnerApi.Disclosures;
using PartnerApi.Partners;

namespace PartnerApi.Cards;

/// <summary>Adds signed evidence to a card's answer, for a partner that has to keep it. It costs a signature, and is only made when asked for.</summary>
[ExtendsType(typeof(CardAnswer))]
internal sealed class CardReceipts(ReceiptSigner signer)
{
    private static readonly QuestionError NonceInvalid = new(ErrorCode.NonceInvalid, $"A nonce is {CallerText.Form}.");

    /// <summary>The receipt.</summary>
    [RequiresScopes("card:receipt")]
    [Description("Signed evidence of this answer, to be kept by the caller; also of an answer that the card is not valid.")]
    public Outcome<ReceiptAnswer> Receipt(
        CardAnswer card,
        [Argument("1 to 64 visible ASCII characters of the caller's own that bind the receipt to the case it is kept for, such as an account's application.")]
        string? nonce,
        Question question)
    {
        if (nonce is not null && !CallerText.IsShort(nonce)) return NonceInvalid;
        return new ReceiptAnswer(card.Disclosure.Id, signer.Sign(card, nonce, question));
    }
}

/// <summary>Evidence of one answer.</summary>
[SchemaType("Receipt")]
[RequiresScopes("card:receipt")]
[Description("Signed evidence of one answer about a card.")]
internal sealed class ReceiptAnswer(UInt128 disclosure, string jws)
{
    /// <summary>The record.</summary>
    [Id]
    [Description("The id of the disclosure record of this answer; the receipt's `jti`.")]
    public string Disclosure => DisclosureRecord.Text(disclosure);

    /// <summary>The receipt itself.</summary>
    [Description("A compact JWS (RFC 7515, ES256, `typ: card-receipt+jwt`); it is verified with the gateway's published evidence keys.")]
    public string Jws => jws;
}
