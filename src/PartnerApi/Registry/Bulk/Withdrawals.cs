using PartnerApi.Policy;

namespace PartnerApi.Registry.Bulk;

/// <summary>
/// What lines that are set aside still say of cards that are out of use: a card must not stay valid because the line that reports it lost cannot be
/// taken. The most restrictive state counts.
/// </summary>
internal sealed class Withdrawals
{
    private readonly Dictionary<CardNumber, CardState> states = [];
    private readonly HashSet<CardNumber> named = [];

    /// <summary>How many lines that were set aside take a card out of use.</summary>
    public long Lines { get; private set; }

    /// <summary>How many lines that were set aside name a card, and a status of it that cannot be read.</summary>
    public long Unreadable { get; private set; }

    /// <summary>The cards.</summary>
    public IEnumerable<(CardNumber Number, CardState State)> All => states.Select(pair => (pair.Key, pair.Value));

    /// <summary>Takes what can be read of a line that is set aside.</summary>
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
            // Whoever has a new card has no use for the old one.
            if (replaces is { } replaced) withdraws = Add(replaced, CardState.ReportedLost);
        }
        if (withdraws) Lines++;
        if (reports.Where(report => report.Number is not null).GroupBy(report => report.Number).Any(card => card.All(report => report.State is null))) Unreadable++;
    }

    /// <summary>Whether a line about this card is set aside.</summary>
    public bool Names(CardNumber number) => named.Contains(number);

    /// <summary>Cards that lines which are set aside are about.</summary>
    public IEnumerable<CardNumber> Named => named;

    /// <summary>The state of a card whose line says <paramref name="state"/>.</summary>
    public CardState Restrict(CardNumber number, CardState state) =>
        states.Count > 0 && states.TryGetValue(number, out var least) && least > state ? least : state;

    /// <summary>Forgets a card: more than this is known of it.</summary>
    public void Remove(CardNumber number) => states.Remove(number);

    private bool Add(CardNumber number, CardState state)
    {
        states[number] = Restrict(number, state);
        return true;
    }
}
