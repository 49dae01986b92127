using PartnerApi.Core;
using PartnerApi.Policy.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Statistics;

/// <summary>The open months, in which events can still count: from the first open month to the current one. Empty if the first is after the last.</summary>
/// <param name="Beginning">The first month of the statistics. Earlier events do not count.</param>
/// <param name="First">The first open month.</param>
/// <param name="Last">The city's current month.</param>
/// <param name="MonthsPerHolder">The most months in which a holder counts.</param>
internal readonly record struct EnrollmentWindow(Month Beginning, Month First, Month Last, int MonthsPerHolder)
{
    private const string LastClosed =
        $"""SELECT MAX("Month") FROM (SELECT "Month" FROM "EnrollmentReleases" UNION ALL SELECT "Month" FROM "{ClosedMonthTable.Name}") AS "Closed" """;

    /// <summary>The number of open months.</summary>
    public int Months => Math.Max(0, Last.Index - First.Index + 1);

    /// <summary>The month after the last released one; if none was released, the first month of the statistics.</summary>
    public static Month FirstOpen(StatisticsSettings settings, Month? lastReleased) => lastReleased?.Next ?? settings.FirstMonth;

    /// <summary>
    /// The first month in which events count. It is not released, not closed for an unfinished release on any host, and not drawn by this host for a release
    /// that is missing in the database. Hold the import lock, which releases take too, to keep it from changing.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    public static Month ReadFirstOpen(BulkConnection connection, StatisticsSettings settings, DrawnMonths drawn)
    {
        using var statement = connection.Prepare(LastClosed);
        Month? closed = statement.Step() && !statement.IsNull(0) ? new Month((int)statement.Int64(0)) : null;
        statement.Reset();
        return FirstOpen(settings, drawn.Newest() is { } last && (closed is not { } known || last > known) ? last : closed);
    }

    /// <summary>
    /// The month in which an event counts: its own month if that is open, otherwise the nearest open month. Null if no month is open, or if the event was before
    /// the statistics began.
    /// </summary>
    public Month? MonthOf(DateOnly day)
    {
        var month = Month.Of(day);
        if (Months == 0 || month < Beginning) return null;
        return month < First ? First : month > Last ? Last : month;
    }
}
