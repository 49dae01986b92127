using PartnerApi.Core;
using PartnerApi.Policy.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Statistics;

/// <summary>
/// The open months, in which events can still count: from the first open month to the current one. Empty if the first is after the last. The first release is
/// that of the cards in force in the month before the first one; until then, that month is open too.
/// </summary>
/// <param name="Beginning">The first month of the statistics. Earlier events do not count.</param>
/// <param name="First">The first open month.</param>
/// <param name="Last">The city's current month.</param>
/// <param name="MonthsPerHolder">The most months in which a holder counts.</param>
internal readonly record struct EnrollmentWindow(Month Beginning, Month First, Month Last, int MonthsPerHolder)
{
    private const string ClosedMonths =
        $"""
        SELECT MIN("Month"), MAX("Month") FROM (SELECT "Month" FROM "EnrollmentReleases" UNION ALL SELECT "Month" FROM "{ClosedMonthTable.Name}") AS "Closed"
        """;

    /// <summary>The months after the current one in which the end of a card can be counted. A later end is counted in the last of them.</summary>
    public const int MonthsAhead = 240;

    /// <summary>The last month in which the end of a card can be counted.</summary>
    public Month LastEnd => new(Math.Max(First.Index, Last.Index) + MonthsAhead);

    /// <summary>The month whose cards in force are released first, if it is still open.</summary>
    public Month? OpeningMonth => First <= Last && First < Beginning ? First : null;

    /// <summary>The month after the last released one; if none was released, the month before the first month of the statistics.</summary>
    public static Month FirstOpen(StatisticsSettings settings, Month? lastReleased) => lastReleased?.Next ?? settings.FirstMonth.Previous;

    /// <summary>
    /// Reads the open months. They are not released, not closed for an unfinished release on any host, and not drawn by this host for a release that is missing
    /// in the database. Hold the import lock, which releases take too, to keep them from changing. The statistics begin with the first release, whatever
    /// the setting says since.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    public static EnrollmentWindow Read(BulkConnection connection, StatisticsSettings settings, DrawnMonths drawn, Month current)
    {
        using var statement = connection.Prepare(ClosedMonths);
        (Month? oldest, Month? newest) = statement.Step() && !statement.IsNull(0)
            ? (new Month((int)statement.Int64(0)), new Month((int)statement.Int64(1)))
            : default((Month?, Month?));
        statement.Reset();
        var first = FirstOpen(settings, drawn.Newest() is { } last && (newest is not { } known || last > known) ? last : newest);
        return new EnrollmentWindow(oldest?.Next ?? settings.FirstMonth, first, current, settings.MonthsPerHolder);
    }

    /// <summary>
    /// The month in which an event counts: its own month if that is open, otherwise the nearest open month. Null if no month is open, or if the event was before
    /// the statistics began.
    /// </summary>
    public Month? MonthOf(DateOnly day)
    {
        var month = Month.Of(day);
        if (Last < First || Last < Beginning || month < Beginning) return null;
        return month < First ? First : month > Last ? Last : month;
    }
}
