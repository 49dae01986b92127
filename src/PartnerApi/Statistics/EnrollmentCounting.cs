using PartnerApi.Clocks;
using PartnerApi.Core;
using PartnerApi.Policy.Statistics;
using PartnerApi.Sealing;
using PartnerApi.Storage;

namespace PartnerApi.Statistics;

/// <summary>Adds the counts of an import to the sealed counters of the open and later months.</summary>
internal sealed class EnrollmentCounting(StatisticsSettings settings, CounterBlob blobs, DrawnMonths drawn, TrustedTime trusted)
{
    public const string Table = "EnrollmentCounters";

    // For each statement. A range of months has several hundred, and SQLite allows 32,766 parameters.
    private const int MaxRows = 1_000;

    /// <summary>
    /// The months in which an import counts events. They do not change during the import: it holds the import lock, which a release takes too.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    public EnrollmentWindow Open(BulkConnection connection) =>
        EnrollmentWindow.Read(connection, settings, drawn, Month.Of(trusted.Today()));

    /// <summary>
    /// Adds the counts in the transaction that makes the cards visible. It seals every month again, even those without new events, and creates missing rows
    /// of all months up to the last in which a card's end can be counted, so that two copies of the database do not show when a card was issued between them.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be written, or a count would be negative.</exception>
    /// <exception cref="SealBrokenException">A month's counts were changed or sealed with another secret.</exception>
    public void Add(BulkConnection connection, EnrollmentTally tally)
    {
        var months = Read(connection);
        foreach (var month in Month.Range(tally.Window.First, tally.Window.LastEnd)) months.TryAdd(month, new long[CounterBlob.Counts]);
        foreach (var (month, counts) in months)
        {
            tally.AddTo(month, counts);

            // Noise could not be added to it, so its month could never be released.
            if (counts.AsSpan().ContainsAnyInRange(long.MinValue, -1)) throw Negative(month);
        }
        foreach (var rows in months.Chunk(MaxRows)) Write(connection, rows);
    }

    // One statement for all rows, because each statement costs a round trip.
    private void Write(BulkConnection connection, KeyValuePair<Month, long[]>[] rows)
    {
        var values = Enumerable.Range(0, rows.Length).Select(row => $"(${2 * row + 1}, ${2 * row + 2})");
        using var statement = connection.Prepare(
            $"""
            INSERT INTO "{Table}" ("Month", "Sealed") VALUES {string.Join(", ", values)}
            ON CONFLICT ("Month") DO UPDATE SET "Sealed" = excluded."Sealed"
            """);
        for (var row = 0; row < rows.Length; row++)
        {
            var (month, counts) = rows[row];
            statement.Bind(2 * row + 1, month.Index).Bind(2 * row + 2, blobs.Seal(month, counts));
        }
        statement.Run();
    }

    private static StoreUnavailableException Negative(Month month) => new(
        $"a count of {month} would be below 0, which is possible only after the database was restored to an earlier state. Import on the host that released "
        + $"the month, or copy the folder '{DrawnMonths.FolderName}' from its data folder");

    private SortedDictionary<Month, long[]> Read(BulkConnection connection)
    {
        var months = new SortedDictionary<Month, long[]>();
        using var statement = connection.Prepare($"""SELECT "Month", "Sealed" FROM "{Table}" """);
        while (statement.Step())
        {
            var month = new Month((int)statement.Int64(0));
            months.Add(month, blobs.Open(month, statement.Blob(1)));
        }
        statement.Reset();
        return months;
    }
}
