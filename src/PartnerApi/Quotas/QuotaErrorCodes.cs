using PartnerApi.Core;

namespace PartnerApi.Quotas;

/// <summary>The errors of quotas.</summary>
internal static class QuotaErrorCodes
{
    public static readonly ErrorCode QuotaExceeded = new(
        "QUOTA_EXCEEDED",
        "The partner's quota of cards or answers is used up, or its questions are suspended for a time, and every card is refused alike; or it sends more "
            + "requests at a time than it may: then `limit` names what is exceeded. Ask again after the seconds in `Retry-After`, which `retryAfter` repeats.",
        429);
}
