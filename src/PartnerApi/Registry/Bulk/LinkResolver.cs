using PartnerApi.Policy;

namespace PartnerApi.Registry.Bulk;

/// <summary>Cards of one holder that an export names as replacing one another, the oldest first.</summary>
/// <param name="Oldest">The card that replaces none.</param>
/// <param name="OldestPlace">Its line's place; null when it has none in this export.</param>
/// <param name="Successors">The lines' places of the others, each of which replaces the one before it.</param>
internal sealed record CardChain(CardNumber Oldest, int? OldestPlace, IReadOnlyList<int> Successors);

/// <summary>
/// Decides which lines may say what they say of the card that theirs replaces, and puts the cards in chains. A stored link is permanent; a new one needs a
/// predecessor that is known or in the file, of a holder born on the same day, which no other card replaces, and it closes no circle. What fails is set
/// aside, and then whatever stood on it.
/// </summary>
internal sealed class LinkResolver(SpilledLines lines, IReadOnlyDictionary<CardNumber, LinkedCard> known, Action<BadLine> setAside)
{
    private readonly Dictionary<CardNumber, Link> bySuccessor = [];
    private readonly Dictionary<CardNumber, Link> byPredecessor = [];

    /// <summary>Sets lines aside that fail, and returns the chains of the others.</summary>
    public List<CardChain> Resolve()
    {
        var links = lines.Links.Where(link => !lines.IsSetAside(link.Key))
            .Select(link => new Link(link.Key, link.Value.Number, link.Value.Replaces, IsStored(link.Value.Number, link.Value.Replaces))).ToList();
        foreach (var link in links) bySuccessor.Add(link.Successor, link);
        foreach (var group in links.GroupBy(link => link.Predecessor).Where(group => group.Count() > 1)) Rival(group.ToList());
        foreach (var link in bySuccessor.Values) byPredecessor.Add(link.Predecessor, link);

        foreach (var link in links.Where(link => bySuccessor.ContainsKey(link.Successor)).ToList()) Check(link);
        BreakCircles();
        foreach (var chain in Chains().Where(MayBeCircle))
        {
            foreach (var link in chain.Successors.Select(place => bySuccessor.GetValueOrDefault(lines.Links[place].Number)).OfType<Link>().Where(link => !link.IsStored))
                Fail(link, "whether this closes a circle cannot be told: the file must name every card between the two");
        }
        return Chains();
    }

    private static string At(long line) => $"the card that line {line} replaces too";

    private bool IsStored(CardNumber successor, CardNumber predecessor) =>
        known[successor] is { Exists: true } card && card.Links.Predecessor == known[predecessor].Tag;

    private void Rival(List<Link> rivals)
    {
        foreach (var link in rivals.Where(link => !link.IsStored))
        {
            var other = rivals.First(rival => rival != link && (rival.IsStored || rivals.TrueForAll(each => !each.IsStored)));
            Fail(link, At(lines.Read(other.Place).LineNumber));
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
        if (successor.Links.Predecessor != 0) return "not the card that this one is known to replace";
        if (predecessor.Links.Successor != 0) return "a card that another one is known to replace";
        var place = lines.PlaceOf(link.Predecessor);
        if (place is null && !predecessor.Exists) return "no card has this number";
        var born = place is { } there ? lines.Read(there).DateOfBirth : predecessor.Born;
        return born == lines.Read(link.Place).DateOfBirth ? null : "a card of a holder with another birth date";
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
        if (lines.SetAside(link.Place)) setAside(new BadLine(lines.Read(link.Place), new LineProblem(RegistryColumn.Replaces, reason)));
    }

    // What was set aside may have been the only place where the card is known from.
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
                foreach (var member in circle) Drop(member, "a circle of cards that replace one another");
                foreach (var member in circle) DropFollowers(member);
                break;
            }
        }
    }

    // A card that is replaced already may be an ancestor of what it is said to replace now: then the file has to name the cards between.
    private bool MayBeCircle(CardChain chain)
    {
        var newest = lines.Links[chain.Successors[^1]].Number;
        return known[newest].Links.Successor != 0 && known[chain.Oldest].Links.Predecessor != 0;
    }

    private List<CardChain> Chains()
    {
        var chains = new List<CardChain>();
        foreach (var first in bySuccessor.Values.Where(link => !bySuccessor.ContainsKey(link.Predecessor)))
        {
            var successors = new List<int>();
            for (var link = first; link is not null; link = byPredecessor.GetValueOrDefault(link.Successor)) successors.Add(link.Place);
            chains.Add(new CardChain(first.Predecessor, lines.PlaceOf(first.Predecessor), successors));
        }
        return chains;
    }

    private sealed record Link(int Place, CardNumber Successor, CardNumber Predecessor, bool IsStored);
}
