using PartnerApi.Sealing;

namespace PartnerApi.Ledger;

/// <summary>
/// Counts refusals, so that repeated refusals do not fill the ledger. The first refusal in an hour of a client, operation, purpose, and code is recorded
/// before the response. Later ones are counted in memory and recorded with their number after the hour. A killed process loses its counts. Safe for
/// concurrent use.
/// </summary>
public sealed class RefusalCounts
{
    private readonly Lock gate = new();

    // The pending records by kind, without ids and with the current counts. Their number is bounded by clients and vocabulary.
    private readonly Dictionary<(DateTimeOffset Hour, string Client, string Operation, string Purpose, string Code), DisclosureRecord> pending = [];

    /// <summary>Counts a refusal. Returns true if it is the first of its kind in its hour and must be recorded now.</summary>
    public bool TakeFirst(DisclosureRecord refusal)
    {
        lock (gate)
        {
            if (pending.TryAdd(Kind(refusal), refusal with { Count = 0 })) return true;
            Add(refusal);
            return false;
        }
    }

    /// <summary>Counts a refusal that could not be recorded.</summary>
    public void TakeBack(DisclosureRecord refusal)
    {
        lock (gate)
        {
            pending.TryAdd(Kind(refusal), refusal with { Count = 0 });
            Add(refusal);
        }
    }

    /// <summary>Removes and returns the counts of all hours except the given one (null: of all). There are counts of future hours if the clock was set back.</summary>
    public List<DisclosureRecord> Drain(DateTimeOffset? except)
    {
        lock (gate)
        {
            var due = pending.Where(pair => pair.Key.Hour != except).ToList();
            foreach (var (kind, _) in due) pending.Remove(kind);
            return [.. due.Where(pair => pair.Value.Count > 0).Select(pair => pair.Value with { Id = RandomIds.Next() })];
        }
    }

    private static (DateTimeOffset, string, string, string, string) Kind(DisclosureRecord refusal) =>
        (refusal.Hour, refusal.Client, refusal.Operation, refusal.Purpose, refusal.Decision);

    private void Add(DisclosureRecord refusal)
    {
        var known = pending[Kind(refusal)];
        pending[Kind(refusal)] = known with { Count = (int)Math.Min(int.MaxValue, (long)known.Count + refusal.Count) };
    }
}
