using System.Globalization;
using PartnerApi.Core;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>The oldest month that is not released.</summary>
/// <param name="Month">Which month.</param>
/// <param name="WaitsFor">What it waits for, as a noun phrase; null when nothing is in the way.</param>
internal sealed record OpenMonth(Month Month, string? WaitsFor);

/// <summary>Decides what a month waits for before it can be released.</summary>
internal static class ReleaseWait
{
    /// <summary>What a month waits for, as a noun phrase for operators; null when it can be released.</summary>
    /// <param name="month">The oldest month that is not released.</param>
    /// <param name="today">Today in the city.</param>
    /// <param name="settings">When a month is due, and what makes it final.</param>
    /// <param name="imports">What imports have left; null when there was none.</param>
    /// <param name="isCounted">Whether an import has come since the month began: each leaves a counter for every open month.</param>
    public static string? For(Month month, DateOnly today, StatisticsSettings settings, ImportState? imports, bool isCounted)
    {
        if (!settings.IsDue(month, today)) return $"{Text(month.Next.FirstDay.AddDays(settings.ReleaseAfterDays))}, the day on which it is due";
        if (imports is { } state && state.IsFinal(month)) return isCounted ? null : "an import: none has come since the month began";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"an import with an as-of date of {Text(month.Next.FirstDay)} or later that names at least {settings.FinalPercent} % of the cards in force; {Last(imports)}");
    }

    private static string Last(ImportState? imports)
    {
        if (imports is null) return "there was no import yet";
        var date = ImportState.DateOf(imports.LastAsOf) is { } day ? $"has the as-of date {Text(day)}" : "has no as-of date";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"the last one {date}, brought {English.Count(imports.LastCards, "card")}, "
            + $"and named {imports.LastCovered:N0} of {English.Count(imports.LastInForce, "card")} in force");
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
