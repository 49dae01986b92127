using System.Globalization;

namespace PartnerApi.Core;

/// <summary>Formats counted nouns in messages.</summary>
public static class English
{
    /// <summary>A number and its noun: <c>1 line</c>, <c>2,000 lines</c>.</summary>
    /// <param name="count">Any number; only 1 takes the singular.</param>
    /// <param name="one">The noun in the singular.</param>
    /// <param name="many">Its plural; null to append an s.</param>
    public static string Count(long count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many ?? one + "s")}");
}
