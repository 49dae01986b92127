using PartnerApi.Cards;
using PartnerApi.Policy;
using PartnerApi.Storage;

namespace PartnerApi.Registry.Bulk;

/// <summary>The lines of an import after comparison with each other and with known cards: which are skipped, and which belong to one holder.</summary>
internal sealed class ResolvedLines
{
    private ResolvedLines(List<CardChain> chains, Withdrawals withdrawals, SpilledLines lines)
    {
        Chains = chains;
        InChain = chains.SelectMany(chain => chain.OldestIndex is { } index ? chain.Successors.Append(index) : chain.Successors).ToHashSet();
        Withdrawals = withdrawals;
        foreach (var chain in chains.Where(chain => chain.OldestIndex is null)) withdrawals.Remove(chain.Oldest);
        Withdrawn = [.. withdrawals.All.Where(card => lines.IndexOf(card.Number) is null)];
    }

    /// <summary>The cards that replace one another.</summary>
    public IReadOnlyList<CardChain> Chains { get; }

    public IReadOnlySet<int> InChain { get; }

    public Withdrawals Withdrawals { get; }

    /// <summary>Cards without an imported line, to be withdrawn if they are known.</summary>
    public IReadOnlyList<(CardNumber Number, CardState State)> Withdrawn { get; }

    /// <summary>The number of lines skipped because another line contradicts them about the same card.</summary>
    public long Conflicting { get; private init; }

    /// <summary>Compares the lines with each other and with known cards. Blocks until all are compared.</summary>
    /// <param name="lines">All good lines.</param>
    /// <param name="withdrawals">The withdrawals in bad lines.</param>
    /// <param name="cards">Looks up cards.</param>
    /// <param name="sessions">Sessions for the look-ups; null if the database has no cards yet.</param>
    /// <param name="skip">Receives each skipped line; may throw to stop the import.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static ResolvedLines Of(
        SpilledLines lines, Withdrawals withdrawals, CardReader cards, ReadSessions? sessions, Action<BadLine> skip, CancellationToken cancellation)
    {
        var conflicts = new LineConflicts(lines, withdrawals, skip);
        conflicts.Resolve();
        var named = lines.Links.Values.SelectMany(link => (CardNumber[])[link.Number, link.Replaces]);
        var known = LinkedCards.Read(named, cards, sessions, cancellation);
        var chains = new LinkResolver(
            lines,
            known,
            line =>
            {
                withdrawals.Add(line);
                skip(line);
            }).Resolve();
        return new ResolvedLines(chains, withdrawals, lines) { Conflicting = conflicts.Count };
    }
}
