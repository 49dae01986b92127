using PartnerApi.Sealing;

namespace PartnerApi.Redemptions;

/// <summary>The labels of the keys of redemptions. A label is part of the stored format: it never changes.</summary>
internal static class RedemptionKeyLabels
{
    /// <summary>The tag of an idempotency key; context: the partner's id, 0x00, the key.</summary>
    public static readonly KeyLabel IdempotencyKey = new(Secret.Facts, "partner-api/v1/idempotency-key");

    /// <summary>The fingerprint of a redemption request; context: the partner's id, the key, the 16 ASCII digits, purpose and benefit, separated by 0x00.</summary>
    public static readonly KeyLabel RedemptionFingerprint = new(Secret.Facts, "partner-api/v1/redemption-fingerprint");

    /// <summary>The tag of an effect until its disclosure is settled; context: the disclosure's 16-byte id.</summary>
    public static readonly KeyLabel RedemptionEffect = new(Secret.Facts, "partner-api/v1/redemption-effect");
}
