using PartnerApi.Policy;

namespace PartnerApi.Registry.Bulk;

/// <summary>
/// The withdrawals in skipped lines: a card must not stay valid because the line that reports it lost cannot be imported. The most restrictive state
/// counts.
/// </summary>
internal sealed class Withdrawals
{
    private readonly Dictionary<CardNumber, CardState> states = [];
    private readonly HashSet<CardNumber> named = [];

    /// <summary>The number of skipped lines that withdraw or replace a card.</summary>
    public long Lines { get; private set; }

    /// <summary>The number of skipped lines with a readable card number and an unreadable status.</summary>
    public long Unreadable { get; private set; }

    /// <summary>The withdrawn cards with their states.</summary>
    public IEnumerable<(CardNumber Number, CardState State)> All => states.Select(pair => (pair.Key, pair.Value));

    /// <summary>Adds the readable part of a skipped line.</summary>
    public void Add(BadLine line)
    {
        CardReport[] reports = [new CardReport(line.Number, line.State, line.Replaces), .. line.Joined];
        var withdraws = false;
        foreach (var (number, state, replaces) in reports)
        {
            if (number is { } card)
            {
                named.Add(card);
                if (state is { } reported and not CardState.Active) withdraws = Add(card, reported);
            }
            // A holder with a new card does not need the old one.
            if (replaces is { } replaced) withdraws = Add(replaced, CardState.ReportedLost);
        }
        if (withdraws) Lines++;
        if (reports.Where(report => report.Number is not null).GroupBy(report => report.Number).Any(card => card.All(report => report.State is null))) Unreadable++;
    }

    /// <summary>Whether a skipped line is about this card.</summary>
    public bool Names(CardNumber number) => named.Contains(number);

    /// <summary>The cards in skipped lines.</summary>
    public IEnumerable<CardNumber> Named => named;

    /// <summary>The state of a card whose line has <paramref name="state"/>: the more restrictive of that and the reported one.</summary>
    public CardState Restrict(CardNumber number, CardState state) =>
        states.Count > 0 && states.TryGetValue(number, out var least) && least > state ? least : state;

    /// <summary>Removes a card that an import line replaces.</summary>
    public void Remove(CardNumber number) => states.Remove(number);

    private bool Add(CardNumber number, CardState state)
    {
        states[number] = Restrict(number, state);
        return true;
    }
}
