using PartnerApi.Core;
using PartnerApi.Storage;

namespace PartnerApi.Statistics;

/// <summary>Reads and writes the <see cref="ImportState"/> on an import's connection.</summary>
internal sealed class ImportStateStore(StatisticsSettings settings)
{
    private const string Columns = "\"AsOf\", \"FinalAsOf\", \"LastAsOf\", \"LastCards\", \"LastCovered\", \"LastInForce\"";

    /// <summary>The state before this import.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    public static ImportState Read(BulkConnection connection)
    {
        using var statement = connection.Prepare($"""SELECT {Columns} FROM "ImportState" WHERE "Id" = $1""");
        var state = new ImportState();
        if (statement.Bind(1, ImportState.Only).Step())
        {
            state.AsOf = statement.Int64(0);
            state.FinalAsOf = statement.Int64(1);
            state.LastAsOf = statement.Int64(2);
            state.LastCards = statement.Int64(3);
            state.LastCovered = statement.Int64(4);
            state.LastInForce = statement.Int64(5);
        }
        statement.Reset();
        return state;
    }

    /// <summary>
    /// Whether an import makes the months before its as-of date final. If cards are stored but none is in force, an earlier file had wrong dates, and a share
    /// of zero cards means nothing.
    /// </summary>
    public bool MakesFinal(FinishedImport import) =>
        import is { AsOf: not null, Cards: > 0 } && (import is not { Stored: > 0, InForce: 0 } || settings.FinalPercent == 0)
        && import.Covered * 100 >= import.InForce * settings.FinalPercent;

    /// <summary>Records an import. Call it in the transaction that makes the import's cards visible.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be written.</exception>
    public void Record(BulkConnection connection, FinishedImport import)
    {
        var before = Read(connection);
        var asOf = import.AsOf?.DayNumber ?? 0;
        using var statement = connection.Prepare(
            $"""
            INSERT INTO "ImportState" ("Id", {Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT ("Id") DO UPDATE SET "AsOf" = excluded."AsOf", "FinalAsOf" = excluded."FinalAsOf", "LastAsOf" = excluded."LastAsOf",
            "LastCards" = excluded."LastCards", "LastCovered" = excluded."LastCovered", "LastInForce" = excluded."LastInForce"
            """);
        statement.Bind(1, ImportState.Only)
            // A file without cards does not make files with earlier dates outdated.
            .Bind(2, import.Cards > 0 ? Math.Max(before.AsOf, asOf) : before.AsOf)
            .Bind(3, MakesFinal(import) ? Math.Max(before.FinalAsOf, asOf) : before.FinalAsOf)
            .Bind(4, asOf)
            .Bind(5, import.Cards)
            .Bind(6, import.Covered)
            .Bind(7, import.InForce)
            .Run();
    }
}
