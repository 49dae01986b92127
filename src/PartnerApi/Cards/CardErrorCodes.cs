using PartnerApi.Core;

namespace PartnerApi.Cards;

/// <summary>The errors of cards and receipts.</summary>
internal static class CardErrorCodes
{
    public static readonly ErrorCode CardNumberMalformed = new(
        "CARD_NUMBER_MALFORMED",
        "Not a card number: 16 digits with two check digits, with single spaces or hyphens between them. It says nothing about any card.",
        ErrorCode.PartialSuccess);

    public static readonly ErrorCode NonceInvalid = new(
        "NONCE_INVALID",
        "A receipt's nonce is not 1 to 64 visible ASCII characters.",
        ErrorCode.PartialSuccess);
}
