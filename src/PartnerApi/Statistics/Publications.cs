using System.Collections.Concurrent;
using System.Collections.Immutable;
using PartnerApi.Core;
using PartnerApi.Policy.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Statistics;

/// <summary>A released month, as stored.</summary>
/// <param name="Month">The month of the counted events.</param>
/// <param name="PublishedOn">The city's day of the release.</param>
/// <param name="SpentMillionths">The amount in the budget ledger, in millionths of epsilon.</param>
/// <param name="Content">The published values.</param>
internal sealed record Publication(Month Month, DateOnly PublishedOn, int SpentMillionths, ReleasedMonth Content)
{
    /// <summary>The issued and renewed cards; in the first release, the cards in force.</summary>
    public ReleasedCells Cards { get; } = Content.Cards.ReadCells();

    /// <summary>The ended cards. The first release has none.</summary>
    public ReleasedCells Ended { get; } = Content.Ended?.ReadCells() ?? new ReleasedCells(EpsilonSplit.Default, [], []);
}

/// <summary>All releases that a request can see. They follow one another without a gap.</summary>
/// <param name="Opening">The first release: the cards in force in the month before the first one. Null before any release.</param>
/// <param name="Months">The released months, oldest first.</param>
internal sealed record PublishedMonths(Publication? Opening, ImmutableArray<Publication> Months)
{
    // About 4 KB for each month.
    private readonly ConcurrentDictionary<Month, CardsInForceTable> inForce = new();

    /// <summary>Whether no month is released.</summary>
    public bool IsEmpty => Months.IsEmpty;

    /// <summary>The first released month.</summary>
    public Month First => Months[0].Month;

    /// <summary>The last released month.</summary>
    public Month Last => Months[^1].Month;

    /// <summary>Whether there is a release of a month, or of the cards in force in it.</summary>
    public bool IsReleased(Month month) => Opening is { } first && first.Month <= month && month <= (IsEmpty ? first.Month : Last);

    /// <summary>The releases of consecutive months.</summary>
    public IEnumerable<Publication> In(MonthSpan span) => Months.Slice(span.First.Index - First.Index, span.Length);

    /// <summary>The figures of a span of months.</summary>
    /// <param name="span">Released months.</param>
    /// <param name="kind">The event; null for the sum of issued and renewed cards.</param>
    public FigureTable Figures(MonthSpan span, EnrollmentEvent? kind)
    {
        var first = span.First.Index - First.Index;
        var before = Math.Min(first, FigureTable.MonthsBefore);
        Func<Publication, ReleasedCells> table = kind == EnrollmentEvent.Ended ? month => month.Ended : month => month.Cards;
        return new([.. Months.Slice(first, span.Length).Select(table)], [.. Months.Slice(first - before, before).Select(table)]);
    }

    /// <summary>The cards in force in a released month. They are computed from all months before, once.</summary>
    public CardsInForceTable InForce(Month month) => inForce.GetOrAdd(month, static (of, all) =>
    {
        var until = all.Months.Slice(0, of.Index - all.First.Index + 1);
        return new(all.Opening!.Cards, [.. until.Select(one => one.Cards)], [.. until.Select(one => one.Ended)]);
    }, this);
}

/// <summary>All releases, cached in memory. They never change, so a request reads only new ones. Safe for concurrent use.</summary>
internal sealed class Publications
{
    private static readonly Query After = new(
        """
        SELECT "EnrollmentReleases"."Month", "PublishedOn", "EpsilonMillionths", "Published"
        FROM "EnrollmentReleases" JOIN "PrivacyBudget" ON "PrivacyBudget"."Month" = "EnrollmentReleases"."Month"
        WHERE "EnrollmentReleases"."Month" > $1 ORDER BY "EnrollmentReleases"."Month"
        """);

    private volatile PublishedMonths known = new(null, []);

    /// <summary>The releases that are visible to the session.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    public PublishedMonths In(ReadSession session)
    {
        var before = known;
        var newest = before.IsEmpty ? before.Opening : before.Months[^1];
        var found = Read(session, newest?.Month.Index ?? -1);
        if (found.Count == 0) return before;
        var all = before.Opening is { } opening
            ? new PublishedMonths(opening, before.Months.AddRange(found))
            : new PublishedMonths(found[0], [.. found.Skip(1)]);

        // A concurrent request has read the same months.
        known = all;
        return all;
    }

    private static List<Publication> Read(ReadSession session, long after)
    {
        var found = new List<Publication>();
        var statement = session.Statement(After);
        try
        {
            statement.Bind(1, after);
            while (statement.Step())
            {
                found.Add(new Publication(
                    new Month((int)statement.Int64(0)),
                    DateOnly.FromDayNumber((int)statement.Int64(1)),
                    (int)statement.Int64(2),
                    ReleasedMonth.Parse(statement.Text(3))));
            }
        }
        finally
        {
            statement.Reset();
        }
        return found;
    }
}
