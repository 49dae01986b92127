using System.Globalization;
using PartnerApi.Core;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>The oldest unreleased month.</summary>
/// <param name="Month">The next month to release.</param>
/// <param name="WaitsFor">The condition that it waits for, as a noun phrase; null if it can be released.</param>
internal sealed record OpenMonth(Month Month, string? WaitsFor);

/// <summary>Decides whether a month can be released.</summary>
internal static class ReleaseWait
{
    /// <summary>The condition that a month waits for, as a noun phrase for operators; null if it can be released.</summary>
    /// <param name="month">The oldest unreleased month.</param>
    /// <param name="today">Today in the city.</param>
    /// <param name="settings">The rules for due and final months.</param>
    /// <param name="imports">The state of imports; null if there was none.</param>
    /// <param name="isCounted">Whether there was an import since the month began. Each import creates a counter for every open month.</param>
    public static string? For(Month month, DateOnly today, StatisticsSettings settings, ImportState? imports, bool isCounted)
    {
        if (!settings.IsDue(month, today)) return $"{Text(month.Next.FirstDay.AddDays(settings.ReleaseAfterDays))}, the day on which it is due";
        if (imports is { } state && state.IsFinal(month)) return isCounted ? null : "an import; there was none since the month began";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"an import with an as-of date of {Text(month.Next.FirstDay)} or later that names at least {settings.FinalPercent} % of the cards in force; {Last(imports)}");
    }

    private static string Last(ImportState? imports)
    {
        if (imports is null) return "there was no import";
        var date = ImportState.DateOf(imports.LastAsOf) is { } day ? $"has the as-of date {Text(day)}" : "has no as-of date";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"the last import {date}; it has {English.Count(imports.LastCards, "card")} "
            + $"and names {imports.LastCovered:N0} of {English.Count(imports.LastInForce, "card")} in force");
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
