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
    /// <summary>The full cells.</summary>
    public ReleasedCells Cells { get; } = Content.ReadCells();

    /// <summary>The figures of a range of months.</summary>
    /// <param name="all">All releases, which follow one another without a gap.</param>
    /// <param name="first">The index of the first month.</param>
    /// <param name="length">The number of months.</param>
    public static FigureTable Figures(ImmutableArray<Publication> all, int first, int length)
    {
        var before = Math.Min(first, FigureTable.MonthsBefore);
        return new(
            [.. all.Slice(first, length).Select(month => month.Cells)], [.. all.Slice(first - before, before).Select(month => month.Cells)]);
    }
}

/// <summary>
/// All released months, cached in memory. They are consecutive and never change, so a request reads only new ones. Safe for concurrent use.
/// </summary>
internal sealed class Publications
{
    private static readonly Query After = new(
        """
        SELECT "EnrollmentReleases"."Month", "PublishedOn", "EpsilonMillionths", "Published"
        FROM "EnrollmentReleases" JOIN "PrivacyBudget" ON "PrivacyBudget"."Month" = "EnrollmentReleases"."Month"
        WHERE "EnrollmentReleases"."Month" > $1 ORDER BY "EnrollmentReleases"."Month"
        """);

    private volatile Known known = new([]);

    /// <summary>The releases that are visible to the session, oldest first.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    public ImmutableArray<Publication> In(ReadSession session)
    {
        var before = known.All;
        var found = Read(session, before.IsEmpty ? -1 : before[^1].Month.Index);
        if (found.Count == 0) return before;
        var all = before.AddRange(found);

        // A concurrent request has read the same months.
        known = new Known(all);
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

    private sealed record Known(ImmutableArray<Publication> All);
}
