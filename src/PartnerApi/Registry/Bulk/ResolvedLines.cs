using PartnerApi.Cards;
using PartnerApi.Policy;
using PartnerApi.Storage;

namespace PartnerApi.Registry.Bulk;

/// <summary>What the lines of an import mean beside one another and beside the known cards: which are set aside, and which are of one holder.</summary>
internal sealed class ResolvedLines
{
    private ResolvedLines(List<CardChain> chains, Withdrawals withdrawals, SpilledLines lines)
    {
        Chains = chains;
        InChain = chains.SelectMany(chain => chain.OldestPlace is { } place ? chain.Successors.Append(place) : chain.Successors).ToHashSet();
        Withdrawals = withdrawals;
        foreach (var chain in chains.Where(chain => chain.OldestPlace is null)) withdrawals.Remove(chain.Oldest);
        Withdrawn = [.. withdrawals.All.Where(card => lines.PlaceOf(card.Number) is null)];
    }

    /// <summary>The cards that replace one another.</summary>
    public IReadOnlyList<CardChain> Chains { get; }

    /// <summary>The places of the lines in chains.</summary>
    public IReadOnlySet<int> InChain { get; }

    /// <summary>What lines that are set aside still say.</summary>
    public Withdrawals Withdrawals { get; }

    /// <summary>Cards without a line that is taken, which are taken out of use if they are known.</summary>
    public IReadOnlyList<(CardNumber Number, CardState State)> Withdrawn { get; }

    /// <summary>How many lines were set aside because another one about the same card says otherwise.</summary>
    public long Conflicting { get; private init; }

    /// <summary>Decides it.</summary>
    /// <param name="lines">The good lines, complete.</param>
    /// <param name="withdrawals">What the bad ones say of cards out of use.</param>
    /// <param name="cards">Looks up cards.</param>
    /// <param name="sessions">Where to look; null when there are no cards yet.</param>
    /// <param name="setAside">Told of each line that is set aside; throws to stop the import.</param>
    /// <param name="cancellation">Stops it.</param>
    public static ResolvedLines Of(
        SpilledLines lines, Withdrawals withdrawals, CardReader cards, ReadSessions? sessions, Action<BadLine> setAside, CancellationToken cancellation)
    {
        var conflicts = new LineConflicts(lines, withdrawals, setAside);
        conflicts.Resolve();
        var named = lines.Links.Values.SelectMany(link => (CardNumber[])[link.Number, link.Replaces]);
        var known = LinkedCards.Read(named, cards, sessions, cancellation);
        var chains = new LinkResolver(
            lines,
            known,
            line =>
            {
                withdrawals.Add(line);
                setAside(line);
            }).Resolve();
        return new ResolvedLines(chains, withdrawals, lines) { Conflicting = conflicts.Count };
    }
}
