using PartnerApi.Storage;

namespace PartnerApi.Registry.Bulk;

/// <summary>
/// Removes rows that are no longer visible, range by range. Each range that has such rows is swept in a short transaction.
/// </summary>
internal sealed class GenerationSweep(BulkConnection connection, Action<ImportProgress>? progress)
{
    private const int RowsInRange = 2_000;

    /// <summary>Generations with fewer rows are joined with the largest one.</summary>
    public const int LeastInGroup = 10_000;

    /// <summary>Removes the rows above the visible generation, which an unfinished import left.</summary>
    public void RemoveUnfinished(long visible)
    {
        foreach (var layout in RowLayout.All) Remove(ImportPhase.Clearing, layout, $"\"{layout.Table}\".\"Generation\" > $3", visible);
    }

    /// <summary>Removes the rows that newer visible rows replace.</summary>
    public void RemoveSuperseded(long visible)
    {
        // A person's entry is removed with its record, not with a newer entry of the same tag: a changed name gives the new entry another tag.
        Remove(ImportPhase.Sweeping, RowLayout.PersonEntries, Newer("HolderRecords", "RowId", "PersonEntries"), visible);
        Remove(ImportPhase.Sweeping, RowLayout.HolderRecords, Newer("HolderRecords", "RowId", "HolderRecords"), visible);
        Remove(ImportPhase.Sweeping, RowLayout.CurrentCards, Newer("CurrentCards", "HolderTag", "CurrentCards"), visible);
        Remove(ImportPhase.Sweeping, RowLayout.Cards, Newer("Cards", "Tag", "Cards"), visible);
    }

    /// <summary>
    /// Gives the rows of small generations the number of the largest one. Otherwise the generation would show which rows of different tables belong to the
    /// same card, if one import wrote only a few. The caller has removed superseded rows and holds the import lock.
    /// </summary>
    public void JoinSmallGroups()
    {
        var groups = RowLayout.All.ToDictionary(layout => layout, CountGroups);
        var largest = groups[RowLayout.Cards].OrderByDescending(group => group.Value).ThenByDescending(group => group.Key).Select(group => group.Key).FirstOrDefault();
        var small = groups.Values.SelectMany(counts => counts).Where(group => group.Value < LeastInGroup && group.Key != largest).Select(group => group.Key).ToHashSet();
        if (small.Count == 0) return;
        var joined = string.Join(", ", small.Order());
        foreach (var layout in RowLayout.All.Where(layout => groups[layout].Keys.Any(small.Contains)))
        {
            // Parameters must appear in order, so the new generation cannot be a parameter.
            var rows = $"""WHERE "{layout.Key}" > $1 AND "{layout.Key}" <= $2 AND "Generation" <> $3 AND "Generation" IN ({joined})""";
            var (found, change) = ($"""FROM "{layout.Table}" {rows}""", $"""UPDATE "{layout.Table}" SET "Generation" = {largest} {rows}""");
            InRanges(ImportPhase.Sweeping, layout, found, change, largest);
        }
    }

    private Dictionary<long, long> CountGroups(RowLayout layout)
    {
        using var statement = connection.Prepare($"""SELECT "Generation", count(*) FROM "{layout.Table}" GROUP BY "Generation" """);
        var groups = new Dictionary<long, long>();
        while (statement.Step()) groups.Add(statement.Int64(0), statement.Int64(1));
        statement.Reset();
        return groups;
    }

    private static string Newer(string table, string key, string swept) => $"""
        "{swept}"."Generation" < $3 AND "{swept}"."Generation" <
        (SELECT max(newer."Generation") FROM "{table}" AS newer WHERE newer."{key}" = "{swept}"."{key}" AND newer."Generation" <= $3)
        """;

    private void Remove(ImportPhase phase, RowLayout layout, string condition, long visible)
    {
        var found = $"""FROM "{layout.Table}" WHERE "{layout.Key}" > $1 AND "{layout.Key}" <= $2 AND {condition}""";
        InRanges(phase, layout, found, $"DELETE {found}", visible);
    }

    private void InRanges(ImportPhase phase, RowLayout layout, string found, string change, long generation)
    {
        var (table, key) = (layout.Table, layout.Key);
        using var bound = connection.Prepare($"""SELECT "{key}" FROM "{table}" WHERE "{key}" > $1 ORDER BY "{key}" LIMIT 1 OFFSET {RowsInRange - 1}""");
        using var any = connection.Prepare($"SELECT 1 {found} LIMIT 1");
        using var changing = connection.Prepare(change);
        byte[] from = [0];
        byte[] last = [.. Enumerable.Repeat((byte)0xff, 33)];
        for (var done = 0L; from != last; done += RowsInRange)
        {
            var to = bound.Bind(1, from).Step() ? bound.Blob(0).ToArray() : last;
            bound.Reset();
            var anything = any.Bind(1, from).Bind(2, to).Bind(3, generation).Step();
            any.Reset();
            if (anything)
            {
                changing.Bind(1, from).Bind(2, to).Bind(3, generation).Run();
                connection.Settle();
            }
            progress?.Invoke(new ImportProgress(phase, done, null));
            from = to;
        }
    }
}
