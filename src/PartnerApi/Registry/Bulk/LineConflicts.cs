namespace PartnerApi.Registry.Bulk;

/// <summary>
/// Finds the lines that are about one card. Of lines that say the same, the first is taken; of lines that do not, none is, since nobody can tell which
/// of them is right.
/// </summary>
internal sealed class LineConflicts(SpilledLines lines, Withdrawals withdrawals, Action<BadLine> setAside)
{
    /// <summary>How many lines were set aside because another one says otherwise.</summary>
    public long Count { get; private set; }

    /// <summary>Sets such lines aside.</summary>
    public void Resolve()
    {
        // A line that cannot be read in full and one that can: what the first would have said is not known.
        foreach (var number in withdrawals.Named.ToList())
        {
            if (lines.PlaceOf(number) is { } place) SetAside(place, "a line that cannot be taken is about the same card");
        }
        foreach (var group in lines.Repeated.GroupBy(repeated => repeated.First, repeated => repeated.Place))
        {
            var first = lines.Read(group.Key);
            var others = group.Select(place => (Place: place, Line: lines.Read(place))).ToList();
            var isConflict = lines.IsSetAside(group.Key) || others.Any(other => !IsSame(first, other.Line));
            if (isConflict) SetAside(group.Key, $"line {others[0].Line.LineNumber} says otherwise of the same card");
            foreach (var (place, line) in others)
            {
                if (isConflict) SetAside(place, $"line {first.LineNumber} says otherwise of the same card");
                else if (lines.SetAside(place)) setAside(new BadLine(line, Problem($"the same card as in line {first.LineNumber}")));
            }
        }
    }

    private static bool IsSame(RegistryLine one, RegistryLine other) => one == other with { LineNumber = one.LineNumber };

    private static LineProblem Problem(string reason) => new(RegistryColumn.CardNumber, reason);

    private void SetAside(int place, string reason)
    {
        if (!lines.SetAside(place)) return;
        Count++;
        var line = new BadLine(lines.Read(place), Problem(reason));
        withdrawals.Add(line);
        setAside(line);
    }
}
