using PartnerApi.Core;

namespace PartnerApi.Statistics;

/// <summary>The errors that an analyst can get for a range of months.</summary>
internal static class StatisticsErrorCodes
{
    public static readonly ErrorCode NotYetReleased = new(
        "NOT_YET_RELEASED",
        "A month of the range is not released yet. `releasedTo` is the last released month, if any.",
        ErrorCode.PartialSuccess);

    public static readonly ErrorCode RangeInvalid = new(
        "RANGE_INVALID",
        "The range of months ends before it begins, or begins before the first counted month.",
        ErrorCode.PartialSuccess);
}
