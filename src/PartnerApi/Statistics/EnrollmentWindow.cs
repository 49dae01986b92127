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
    /// <summary>The months after the current one in which the end of a card can be counted. A later end is counted in the last of them.</summary>
    public const int MonthsAhead = 240;

    private const string ClosedMonths =
        $"""
        SELECT MIN("Month"), MAX("Month") FROM (SELECT "Month" FROM "EnrollmentReleases" UNION ALL SELECT "Month" FROM "{ClosedMonthTable.Name}") AS "Closed"
        """;

    private const string CountedMonths = $"""SELECT MIN("Month"), MAX("Month") FROM "{EnrollmentCounting.Table}" """;

    /// <summary>
    /// The newest month that this host drew before the database was restored to a state without its release; null without such a month. Its
    /// drawn values and those of earlier months include their events already, so these are not added again.
    /// </summary>
    public Month? Drawn { get; init; }

    /// <summary>The newest month with counts. It can be later than the months ahead of a clock that was set back. Null if there are no counts.</summary>
    public Month? Newest { get; init; }

    /// <summary>The last month in which the end of a card can be counted.</summary>
    public Month LastEnd => new(Math.Max(Math.Max(First.Index, Last.Index) + MonthsAhead, Newest?.Index ?? 0));

    /// <summary>The month whose cards in force are released first, if it is still open.</summary>
    public Month? OpeningMonth => First <= Last && First < Beginning ? First : null;

    /// <summary>
    /// The month after the last released one. If none was released, the month before the first one of the statistics: the oldest with counts, or that of the
    /// setting before the first import.
    /// </summary>
    public static Month FirstOpen(StatisticsSettings settings, Month? lastReleased, Month? oldestCounted) =>
        lastReleased?.Next ?? oldestCounted ?? settings.FirstMonth.Previous;

    /// <summary>
    /// Reads the open months. They are not released, and not closed for an unfinished release on any host. Hold the import lock, which releases take too, to
    /// keep them from changing. The first import fixes the first month; later settings have no effect.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    public static EnrollmentWindow Read(BulkConnection connection, StatisticsSettings settings, DrawnMonths drawn, Month current)
    {
        var (oldestClosed, newestClosed) = Read(connection, ClosedMonths);
        var (oldestCounted, newestCounted) = Read(connection, CountedMonths);
        var first = FirstOpen(settings, newestClosed, oldestCounted);
        return new EnrollmentWindow((oldestClosed ?? first).Next, first, current, settings.MonthsPerHolder)
        {
            Drawn = drawn.Newest() is { } last && last >= first ? last : null,
            Newest = newestCounted,
        };
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

    private static (Month? Oldest, Month? Newest) Read(BulkConnection connection, string query)
    {
        using var statement = connection.Prepare(query);
        (Month?, Month?) months = statement.Step() && !statement.IsNull(0) ? (new Month((int)statement.Int64(0)), new Month((int)statement.Int64(1))) : (null, null);
        statement.Reset();
        return months;
    }
}
