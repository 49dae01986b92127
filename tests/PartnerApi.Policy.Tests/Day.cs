using System.Globalization;

namespace PartnerApi.Policy.Tests;

/// <summary>Parses the dates in test tables.</summary>
internal static class Day
{
    internal static DateOnly Of(string isoDate) => DateOnly.ParseExact(isoDate, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
