using System.Security.Cryptography;
using System.Text;
using PartnerApi.Core;
using PartnerApi.Policy;
using PartnerApi.Sealing;

namespace PartnerApi.Redemptions;

/// <summary>A well-formed request to redeem, with what stands for it in the database.</summary>
/// <param name="Number">The card.</param>
/// <param name="Purpose">Why.</param>
/// <param name="Benefit">One of the caller's own.</param>
/// <param name="KeyTag">HMAC of partner and idempotency key.</param>
/// <param name="Fingerprint">HMAC of all of it.</param>
internal sealed record RedemptionRequest(CardNumber Number, Purpose Purpose, string Benefit, byte[] KeyTag, byte[] Fingerprint)
{
    /// <summary>Makes a request of its parts.</summary>
    public static RedemptionRequest Of(IKeyService keys, string partner, string key, CardNumber number, Purpose purpose, string benefit)
    {
        var digits = new byte[CardNumber.DigitCount];
        number.WriteDigits(digits);
        byte[] asked =
        [
            .. Text(partner), 0, .. Text(key), 0, .. digits, 0, .. Text(WireNames.FromMember(purpose.ToString())), 0, .. Text(benefit),
        ];
        var request = new RedemptionRequest(
            number, purpose, benefit,
            Derive(keys, RedemptionKeyLabels.IdempotencyKey, [.. Text(partner), 0, .. Text(key)]),
            Derive(keys, RedemptionKeyLabels.RedemptionFingerprint, asked));
        CryptographicOperations.ZeroMemory(digits);
        CryptographicOperations.ZeroMemory(asked);
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
