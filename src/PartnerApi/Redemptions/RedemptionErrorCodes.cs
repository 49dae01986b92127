using PartnerApi.Core;

namespace PartnerApi.Redemptions;

/// <summary>The errors that a caller can get from redemptions and reversals.</summary>
internal static class RedemptionErrorCodes
{
    public static readonly ErrorCode IdempotencyKeyInvalid = new(
        "IDEMPOTENCY_KEY_INVALID",
        "The idempotency key does not have 1 to 64 visible ASCII characters.",
        ErrorCode.PartialSuccess);

    public static readonly ErrorCode IdempotencyKeyReused = new(
        "IDEMPOTENCY_KEY_REUSED",
        "The idempotency key was used with a different input. Nothing was done. Send a new key for a new redemption.",
        ErrorCode.PartialSuccess);

    public static readonly ErrorCode RedemptionNotFound = new(
        "REDEMPTION_NOT_FOUND",
        "The caller has no redemption with this id.",
        ErrorCode.PartialSuccess);
}
