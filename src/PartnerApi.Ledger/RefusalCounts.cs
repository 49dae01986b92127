using PartnerApi.Sealing;

namespace PartnerApi.Ledger;

/// <summary>
/// Counts refusals, so that a caller who is refused again and again does not fill the ledger. The first refusal in an hour of a client, operation,
/// purpose, and code is recorded before it is answered; later ones are counted in memory and recorded with their number when the hour is over. A
/// process that is killed loses what it has counted. Safe for concurrent use.
/// </summary>
public sealed class RefusalCounts
{
    private readonly Lock gate = new();

    // What is to be recorded later, by what is alike: the record without its id and with the number so far. Clients and vocabulary bound it.
    private readonly Dictionary<(DateTimeOffset Hour, string Client, string Operation, string Purpose, string Code), DisclosureRecord> later = [];

    /// <summary>Takes a refusal: true when it is the first of its kind in its hour and has to be recorded now.</summary>
    public bool TakeFirst(DisclosureRecord refusal)
    {
        lock (gate)
        {
            if (later.TryAdd(Kind(refusal), refusal with { Count = 0 })) return true;
            Add(refusal);
            return false;
        }
    }

    /// <summary>Counts a refusal after all, for who could not record it.</summary>
    public void TakeBack(DisclosureRecord refusal)
    {
        lock (gate)
        {
            later.TryAdd(Kind(refusal), refusal with { Count = 0 });
            Add(refusal);
        }
    }

    /// <summary>Takes the counts of all hours but this one, to record them; null for all hours. A clock that was set leaves counts of later hours.</summary>
    public List<DisclosureRecord> Drain(DateTimeOffset? except)
    {
        lock (gate)
        {
            var over = later.Where(pair => pair.Key.Hour != except).ToList();
            foreach (var (kind, _) in over) later.Remove(kind);
            return [.. over.Where(pair => pair.Value.Count > 0).Select(pair => pair.Value with { Id = RandomIds.Next() })];
        }
    }

    private static (DateTimeOffset, string, string, string, string) Kind(DisclosureRecord refusal) =>
        (refusal.Hour, refusal.Client, refusal.Operation, refusal.Purpose, refusal.Decision);

    private void Add(DisclosureRecord refusal)
    {
        var known = later[Kind(refusal)];
        later[Kind(refusal)] = known with { Count = (int)Math.Min(int.MaxValue, (long)known.Count + refusal.Count) };
    }
}
