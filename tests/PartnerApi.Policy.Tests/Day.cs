using System.Globalization;

namespace PartnerApi.Policy.Tests;

/// <summary>Dates in tables are written as text, as a person reads them.</summary>
internal static class Day
{
    internal static DateOnly Of(string isoDate) => DateOnly.ParseExact(isoDate, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
