using System.Security.Cryptography;
using System.Text;
using PartnerApi.Core;
using PartnerApi.Policy;
using PartnerApi.Sealing;

namespace PartnerApi.Redemptions;

/// <summary>A well-formed request to redeem, with the two HMACs that the database stores of it.</summary>
/// <param name="Number">The number on the card, which may be unknown.</param>
/// <param name="Purpose">The reason for the lookup.</param>
/// <param name="Benefit">One of the caller's benefits.</param>
/// <param name="KeyTag">HMAC of partner and idempotency key.</param>
/// <param name="Fingerprint">HMAC of the whole request.</param>
internal sealed record RedemptionRequest(CardNumber Number, Purpose Purpose, string Benefit, byte[] KeyTag, byte[] Fingerprint)
{
    public static RedemptionRequest Of(IKeyService keys, string partner, string key, CardNumber number, Purpose purpose, string benefit)
    {
        var digits = new byte[CardNumber.DigitCount];
        number.WriteDigits(digits);
        byte[] whole =
        [
            .. Text(partner), 0, .. Text(key), 0, .. digits, 0, .. Text(WireNames.FromMember(purpose.ToString())), 0, .. Text(benefit),
        ];
        var request = new RedemptionRequest(
            number, purpose, benefit,
            Derive(keys, RedemptionKeyLabels.IdempotencyKey, [.. Text(partner), 0, .. Text(key)]),
            Derive(keys, RedemptionKeyLabels.RedemptionFingerprint, whole));
        CryptographicOperations.ZeroMemory(digits);
        CryptographicOperations.ZeroMemory(whole);
        return request;
    }

    private static byte[] Derive(IKeyService keys, KeyLabel label, byte[] context)
    {
        var tag = new byte[RedemptionKey.TagLength];
        keys.Derive(label, context, tag);
        return tag;
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
