using PartnerApi.Policy;

namespace PartnerApi.Registry.Bulk;

/// <summary>Cards of one holder that replace one another according to an export, oldest first.</summary>
/// <param name="Oldest">The card that replaces no other.</param>
/// <param name="OldestIndex">The index of its line; null if it has none in this export.</param>
/// <param name="Successors">The indexes of the other cards' lines, each of which replaces the one before it.</param>
internal sealed record CardChain(CardNumber Oldest, int? OldestIndex, IReadOnlyList<int> Successors);

/// <summary>
/// Checks the replacements that an export names, and arranges the cards in chains. A stored link is permanent. The predecessor of a new link must be known
/// or in the file, must have a holder with the same birth date, and must not be replaced by another card. A link must not close a cycle. Lines with an
/// invalid link are skipped, and then the lines that depend on them.
/// </summary>
internal sealed class LinkResolver(SpilledLines lines, IReadOnlyDictionary<CardNumber, LinkedCard> known, Action<BadLine> skip)
{
    private readonly Dictionary<CardNumber, Link> bySuccessor = [];
    private readonly Dictionary<CardNumber, Link> byPredecessor = [];

    /// <summary>Skips the lines with an invalid link, and returns the chains of the others.</summary>
    public List<CardChain> Resolve()
    {
        var links = lines.Links.Where(link => !lines.IsSkipped(link.Key))
            .Select(link => new Link(link.Key, link.Value.Number, link.Value.Replaces, IsStored(link.Value.Number, link.Value.Replaces))).ToList();
        foreach (var link in links) bySuccessor.Add(link.Successor, link);
        foreach (var group in links.GroupBy(link => link.Predecessor).Where(group => group.Count() > 1)) Rival(group.ToList());
        foreach (var link in bySuccessor.Values) byPredecessor.Add(link.Predecessor, link);

        foreach (var link in links.Where(link => bySuccessor.ContainsKey(link.Successor)).ToList()) Check(link);
        BreakCircles();
        foreach (var chain in Chains().Where(IsReplaced))
        {
            foreach (var link in chain.Successors.Select(index => bySuccessor.GetValueOrDefault(lines.Links[index].Number)).OfType<Link>().Where(link => !link.IsStored))
                Fail(link, "the newest of these cards is already replaced; the file must also have the cards that replaced it, with their links");
        }
        return Chains();
    }

    private static string At(long line) => $"line {line} replaces the same card";

    private bool IsStored(CardNumber successor, CardNumber predecessor) =>
        known[successor] is { Exists: true } card && card.Links.Predecessor == known[predecessor].Tag;

    private void Rival(List<Link> rivals)
    {
        foreach (var link in rivals.Where(link => !link.IsStored))
        {
            var other = rivals.First(rival => rival != link && (rival.IsStored || rivals.TrueForAll(each => !each.IsStored)));
            Fail(link, At(lines.Read(other.Index).LineNumber));
        }
    }

    private void Check(Link link)
    {
        if (!bySuccessor.ContainsKey(link.Successor) || link.IsStored) return;
        if (Problem(link) is { } problem) Fail(link, problem);
    }

    private string? Problem(Link link)
    {
        var (successor, predecessor) = (known[link.Successor], known[link.Predecessor]);
        if (successor.Links.Predecessor != 0) return "the card already replaces another one";
        if (predecessor.Links.Successor != 0) return "already replaced by another card";
        var index = lines.IndexOf(link.Predecessor);
        if (index is null && !predecessor.Exists) return "unknown card number";
        var born = index is { } there ? lines.Read(there).DateOfBirth : predecessor.Born;
        return born == lines.Read(link.Index).DateOfBirth ? null : "the holders have different birth dates";
    }

    private void Fail(Link link, string reason)
    {
        Drop(link, reason);
        DropFollowers(link);
    }

    private void Drop(Link link, string reason)
    {
        bySuccessor.Remove(link.Successor);
        if (byPredecessor.TryGetValue(link.Predecessor, out var held) && held == link) byPredecessor.Remove(link.Predecessor);
        if (lines.Skip(link.Index)) skip(new BadLine(lines.Read(link.Index), new LineProblem(RegistryColumn.Replaces, reason)));
    }

    // The skipped line may have been the only evidence of the card.
    private void DropFollowers(Link link)
    {
        while (byPredecessor.TryGetValue(link.Successor, out var next) && !next.IsStored && Problem(next) is { } problem)
        {
            Drop(next, problem);
            link = next;
        }
    }

    private void BreakCircles()
    {
        var done = new HashSet<CardNumber>();
        foreach (var link in bySuccessor.Values.ToList())
        {
            var (path, open) = (new List<Link>(), new HashSet<CardNumber>());
            for (var step = link; step is not null && done.Add(step.Successor); step = bySuccessor.GetValueOrDefault(step.Predecessor))
            {
                path.Add(step);
                open.Add(step.Successor);
                if (!open.Contains(step.Predecessor)) continue;
                var circle = path.SkipWhile(member => member.Successor != step.Predecessor).Where(member => !member.IsStored).ToList();
                foreach (var member in circle) Drop(member, "closes a cycle of cards that replace one another");
                foreach (var member in circle) DropFollowers(member);
                break;
            }
        }
    }

    // The holder's current card is then not in the file, so the older cards' counts cannot be added to it. It may also be an ancestor of the oldest card.
    private bool IsReplaced(CardChain chain) => known[lines.Links[chain.Successors[^1]].Number].Links.Successor != 0;

    private List<CardChain> Chains()
    {
        var chains = new List<CardChain>();
        foreach (var first in bySuccessor.Values.Where(link => !bySuccessor.ContainsKey(link.Predecessor)))
        {
            var successors = new List<int>();
            for (var link = first; link is not null; link = byPredecessor.GetValueOrDefault(link.Successor)) successors.Add(link.Index);
            chains.Add(new CardChain(first.Predecessor, lines.IndexOf(first.Predecessor), successors));
        }
        return chains;
    }

    private sealed record Link(int Index, CardNumber Successor, CardNumber Predecessor, bool IsStored);
}
