using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>The oldest unreleased month.</summary>
/// <param name="Month">The next month to release.</param>
/// <param name="WaitsFor">The condition that it waits for; null if it can be released.</param>
internal sealed record OpenMonth(Month Month, ReleaseWait? WaitsFor);

/// <summary>The condition that a month waits for before its release.</summary>
internal abstract record ReleaseWait
{
    private ReleaseWait()
    {
    }

    /// <summary>The clock is not trusted.</summary>
    public sealed record ForTrustedClock : ReleaseWait;

    /// <summary>The gateway that closed the month from another data folder releases it.</summary>
    public sealed record ForOtherHost(string Host) : ReleaseWait;

    /// <summary>The month is not due before a day.</summary>
    public sealed record ForDay(DateOnly Day) : ReleaseWait;

    /// <summary>No import has made the month final. The fields say which would; <paramref name="Last"/> is null before the first import.</summary>
    public sealed record ForFinalImport(DateOnly EarliestAsOf, int Percent, ImportState? Last) : ReleaseWait;

    /// <summary>The condition that a month waits for; null if it can be released.</summary>
    /// <param name="month">The oldest unreleased month.</param>
    /// <param name="today">Today in the city.</param>
    /// <param name="settings">The rules for due and final months.</param>
    /// <param name="imports">The state of imports; null if there was none.</param>
    public static ReleaseWait? For(Month month, DateOnly today, StatisticsSettings settings, ImportState? imports)
    {
        if (!settings.IsDue(month, today)) return new ForDay(month.Next.FirstDay.AddDays(settings.ReleaseAfterDays));
        return imports is { } state && state.IsFinal(month) ? null : new ForFinalImport(month.Next.FirstDay, settings.FinalPercent, imports);
    }
}
