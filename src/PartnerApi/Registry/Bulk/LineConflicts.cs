namespace PartnerApi.Registry.Bulk;

/// <summary>
/// Finds several lines about one card. If the lines are equal, the first is imported. If they differ, all are skipped, because it is unknown which one is
/// right.
/// </summary>
internal sealed class LineConflicts(SpilledLines lines, Withdrawals withdrawals, Action<BadLine> skip)
{
    /// <summary>The number of lines skipped because another line contradicts them.</summary>
    public long Count { get; private set; }

    /// <summary>Skips the duplicates and the conflicting lines.</summary>
    public void Resolve()
    {
        // A bad line and a good line about one card conflict, because the content of the bad line is unknown.
        foreach (var number in withdrawals.Named.ToList())
        {
            if (lines.IndexOf(number) is { } index) Skip(index, "a bad line is about the same card");
        }
        foreach (var group in lines.Repeated.GroupBy(repeated => repeated.First, repeated => repeated.Index))
        {
            var first = lines.Read(group.Key);
            var others = group.Select(index => (Index: index, Line: lines.Read(index))).ToList();
            var isConflict = lines.IsSkipped(group.Key) || others.Any(other => !IsSame(first, other.Line));
            if (isConflict) Skip(group.Key, $"contradicts line {others[0].Line.LineNumber} about the same card");
            foreach (var (index, line) in others)
            {
                if (isConflict) Skip(index, $"contradicts line {first.LineNumber} about the same card");
                else if (lines.Skip(index)) skip(new BadLine(line, Problem($"the same card as in line {first.LineNumber}")));
            }
        }
    }

    private static bool IsSame(RegistryLine one, RegistryLine other) => one == other with { LineNumber = one.LineNumber };

    private static LineProblem Problem(string reason) => new(RegistryColumn.CardNumber, reason);

    private void Skip(int index, string reason)
    {
        if (!lines.Skip(index)) return;
        Count++;
        var line = new BadLine(lines.Read(index), Problem(reason));
        withdrawals.Add(line);
        skip(line);
    }
}
