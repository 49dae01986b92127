using PartnerApi.Core;
using PartnerApi.Policy.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Statistics;

/// <summary>The months that can still be counted in, from the first that is not released to the city's current one. None when the second comes first.</summary>
/// <param name="First">The first open month.</param>
/// <param name="Last">The city's current month.</param>
/// <param name="MonthsPerHolder">In how many months a holder counts at most.</param>
internal readonly record struct EnrollmentWindow(Month First, Month Last, int MonthsPerHolder)
{
    private const string LastClosed =
        $"""SELECT MAX("Month") FROM (SELECT "Month" FROM "EnrollmentReleases" UNION ALL SELECT "Month" FROM "{ClosedMonthTable.Name}") AS "Closed" """;

    /// <summary>How many months are open.</summary>
    public int Months => Math.Max(0, Last.Index - First.Index + 1);

    /// <summary>The first month that is not released: the one after the last, and the first month that is counted when none was.</summary>
    public static Month FirstOpen(StatisticsSettings settings, Month? lastReleased) => lastReleased?.Next ?? settings.FirstMonth;

    /// <summary>
    /// The first month that takes events: not released, and not closed for a release that has not come to its end, on this host or another one; nor drawn
    /// by this one for a release that the database does not know. To rely on it for longer, hold the lock of imports, which releases take too.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    public static Month ReadFirstOpen(BulkConnection connection, StatisticsSettings settings, DrawnMonths drawn)
    {
        using var statement = connection.Prepare(LastClosed);
        Month? closed = statement.Step() && !statement.IsNull(0) ? new Month((int)statement.Int64(0)) : null;
        statement.Reset();
        return FirstOpen(settings, drawn.Newest() is { } last && (closed is not { } known || last > known) ? last : closed);
    }

    /// <summary>In which month an event counts: an open one, for a month that is closed or still to come the nearest of them. Null when none is open.</summary>
    public Month? MonthOf(DateOnly day)
    {
        if (Months == 0) return null;
        var month = Month.Of(day);
        return month < First ? First : month > Last ? Last : month;
    }
}
