using PartnerApi.Sealing;

namespace PartnerApi.Statistics;

/// <summary>The labels of the keys of statistics. A label is part of the stored format: it never changes.</summary>
internal static class StatisticsKeyLabels
{
    /// <summary>Seals one month's enrollment counts until they are released; context: the month's index, 4 bytes, big endian.</summary>
    public static readonly KeyLabel EnrollmentCounters = new(Secret.Facts, "partner-api/v1/enrollment-counters");
}
