namespace PartnerApi.Registry.Bulk;

/// <summary>
/// Counts the holders of an import that may be one person: they have the same name and birth date (<see cref="PersonName"/>), and no export says that a card
/// of one replaced a card of the other. Each of them counts as a holder of its own, also in the statistics.
/// </summary>
internal static class SamePersons
{
    private const int RowsAtOnce = 512;

    /// <summary>The number of holders with the name and birth date of another holder, without the first of each person. Only counted: no row is named.</summary>
    /// <param name="runs">The sorted files of the rows of <see cref="RowLayout.PersonEntries"/>, which have one row for each holder.</param>
    public static long Count(IEnumerable<string> runs)
    {
        var layout = RowLayout.PersonEntries;
        using var rows = new RunMerger(layout, runs);
        var chunk = new byte[RowsAtOnce * layout.Length];
        var previous = new byte[RowLayout.PersonTagLength];
        var same = 0L;
        while (rows.Read(chunk) is > 0 and var count)
        {
            for (var row = 0; row < count; row++)
            {
                var tag = layout.Column(chunk.AsSpan(row * layout.Length, layout.Length), 0);
                if (tag.SequenceEqual(previous)) same++;
                else tag.CopyTo(previous);
            }
        }
        return same;
    }
}
