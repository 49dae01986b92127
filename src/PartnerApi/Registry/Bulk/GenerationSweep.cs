using PartnerApi.Storage;

namespace PartnerApi.Registry.Bulk;

/// <summary>
/// Removes rows that nobody can see any more, range by range, each in a short transaction and only when there is something to remove.
/// </summary>
internal sealed class GenerationSweep(BulkConnection connection, Action<ImportProgress>? progress)
{
    private const int RowsInRange = 2_000;

    /// <summary>Removes the rows above the visible generation, which an import that did not finish left behind.</summary>
    public void RemoveUnfinished(long visible)
    {
        foreach (var layout in RowLayout.All) Remove(ImportPhase.Clearing, layout, $"\"{layout.Table}\".\"Generation\" > $3", visible);
    }

    /// <summary>Removes the rows that a newer visible one replaces.</summary>
    public void RemoveSuperseded(long visible)
    {
        // A person's entry goes with the record that it leads to: under another name, the new one has another tag.
        Remove(ImportPhase.Sweeping, RowLayout.PersonEntries, Newer("HolderRecords", "RowId", "PersonEntries"), visible);
        Remove(ImportPhase.Sweeping, RowLayout.HolderRecords, Newer("HolderRecords", "RowId", "HolderRecords"), visible);
        Remove(ImportPhase.Sweeping, RowLayout.CurrentCards, Newer("CurrentCards", "HolderTag", "CurrentCards"), visible);
        Remove(ImportPhase.Sweeping, RowLayout.Cards, Newer("Cards", "Tag", "Cards"), visible);
    }

    private static string Newer(string table, string key, string swept) => $"""
        "{swept}"."Generation" < $3 AND "{swept}"."Generation" <
        (SELECT max(newer."Generation") FROM "{table}" AS newer WHERE newer."{key}" = "{swept}"."{key}" AND newer."Generation" <= $3)
        """;

    private void Remove(ImportPhase phase, RowLayout layout, string condition, long visible)
    {
        var (table, key) = (layout.Table, layout.Key);
        var found = $"""FROM "{table}" WHERE "{key}" > $1 AND "{key}" <= $2 AND {condition}""";
        using var bound = connection.Prepare($"""SELECT "{key}" FROM "{table}" WHERE "{key}" > $1 ORDER BY "{key}" LIMIT 1 OFFSET {RowsInRange - 1}""");
        using var any = connection.Prepare($"SELECT 1 {found} LIMIT 1");
        using var delete = connection.Prepare($"DELETE {found}");
        byte[] from = [0];
        byte[] last = [.. Enumerable.Repeat((byte)0xff, 33)];
        for (var done = 0L; from != last; done += RowsInRange)
        {
            var to = bound.Bind(1, from).Step() ? bound.Blob(0).ToArray() : last;
            bound.Reset();
            var anything = any.Bind(1, from).Bind(2, to).Bind(3, visible).Step();
            any.Reset();
            if (anything)
            {
                delete.Bind(1, from).Bind(2, to).Bind(3, visible).Run();
                connection.Settle();
            }
            progress?.Invoke(new ImportProgress(phase, done, null));
            from = to;
        }
    }
}
