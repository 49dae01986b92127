using System.Collections.Immutable;
using PartnerApi.Core;
using PartnerApi.Policy.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Statistics;

/// <summary>A month that was released.</summary>
/// <param name="Month">Which month.</param>
/// <param name="PublishedOn">The city's day on which it was published.</param>
/// <param name="SpentMillionths">What the budget ledger has booked for it, in millionths of epsilon.</param>
/// <param name="Content">All that is published of it.</param>
internal sealed record Publication(Month Month, DateOnly PublishedOn, int SpentMillionths, ReleasedMonth Content)
{
    /// <summary>The tables of the eight levels, in the order of <see cref="EnrollmentGrid.Levels"/>.</summary>
    public IReadOnlyList<long[]> Tables { get; } = [.. EnrollmentGrid.Levels.Select(level => EnrollmentGrid.Sum(Content.Cells, level))];
}

/// <summary>
/// Every month that was released, kept in memory: they follow one another without a gap and never change, so a question only looks for new ones.
/// Safe for concurrent use.
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

    /// <summary>What is published as the session sees it, the oldest first.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    public ImmutableArray<Publication> In(ReadSession session)
    {
        var before = known.All;
        var found = Read(session, before.IsEmpty ? -1 : before[^1].Month.Index);
        if (found.Count == 0) return before;
        var all = before.AddRange(found);

        // Whoever comes second has read the same.
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
