using PartnerApi.Core;

namespace PartnerApi.Quotas;

/// <summary>The error that a caller gets from quotas and request limits.</summary>
internal static class QuotaErrorCodes
{
    public static readonly ErrorCode QuotaExceeded = new(
        "QUOTA_EXCEEDED",
        "The partner's quota of cards or answers is used up, or its card lookups are suspended; every card then returns this error. Or the partner exceeds a "
            + "request limit, which `limit` names. Retry after the seconds in `Retry-After`, which `retryAfter` repeats.",
        429);
}
