using PartnerApi.Core;

namespace PartnerApi.Cards;

/// <summary>The errors of cards and receipts.</summary>
internal static class CardErrorCodes
{
    public static readonly ErrorCode CardNumberMalformed = new(
        "CARD_NUMBER_MALFORMED",
        "Not a card number. Expected 16 digits with two check digits; single spaces or hyphens may separate digits. No card was looked up.",
        ErrorCode.PartialSuccess);

    public static readonly ErrorCode NonceInvalid = new(
        "NONCE_INVALID",
        "The nonce of a receipt does not have 1 to 64 visible ASCII characters, or contains the number of the card.",
        ErrorCode.PartialSuccess);
}
