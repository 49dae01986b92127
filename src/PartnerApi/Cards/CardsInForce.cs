using PartnerApi.Core;
using PartnerApi.Policy;
using PartnerApi.Sealing;
using PartnerApi.Storage;

namespace PartnerApi.Cards;

/// <summary>
/// Counts the stored cards and the cards in force. It opens every sealed status, a few thousand at a time. That takes a second for a million cards:
/// fast enough for imports, not for requests.
/// </summary>
internal sealed class CardsInForce(CardReader cards)
{
    private const int RowsAtOnce = 5_000;

    private const string Page =
        """SELECT "Tag", "Status" FROM "Cards" WHERE "Tag" > $1 AND "Generation" <= $2 ORDER BY "Tag" LIMIT $3""";

    /// <summary>Counts the cards that are active and not expired, and all stored cards.</summary>
    /// <param name="connection">The connection to read from.</param>
    /// <param name="generation">The visible generation; superseded rows must have been removed.</param>
    /// <param name="day">The day that expiry is compared with.</param>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    /// <exception cref="SealBrokenException">A row was changed, or sealed with other secrets.</exception>
    public (long InForce, long Stored) Count(BulkConnection connection, long generation, DateOnly day)
    {
        var (count, stored, last, rows) = (0L, 0L, Array.Empty<byte>(), RowsAtOnce);
        using var statement = connection.Prepare(Page);
        while (rows == RowsAtOnce)
        {
            rows = 0;
            statement.Bind(1, last).Bind(2, generation).Bind(3, RowsAtOnce);
            while (statement.Step())
            {
                rows++;
                last = statement.Blob(0).ToArray();
                if (Validity.IsValid(cards.OpenTerms(statement.Blob(1), last), day)) count++;
            }
            stored += rows;
            statement.Reset();
        }
        return (count, stored);
    }
}
