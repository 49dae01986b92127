using PartnerApi.Cards;
using PartnerApi.Policy;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>
/// Counts enrollment events in memory, one number for each month and cell. No number refers to a card. Each thread has its own instance; the sums are added
/// up afterwards.
/// </summary>
internal sealed class EnrollmentTally(EnrollmentWindow window)
{
    private readonly long[] cells = new long[window.Months * EnrollmentGrid.Cells];

    /// <summary>The months in which events count.</summary>
    public EnrollmentWindow Window => window;

    /// <summary>Counts a new card as issued; returns the counted months for its facts.</summary>
    public CountedMonths Issued(in CardFacts card) => Count(EnrollmentEvent.Issued, card, default);

    /// <summary>
    /// Counts a known card as renewed if it was issued again and expires later than before. Any other change, such as of the issue date alone, is a correction
    /// and changes no count, because an event cannot be removed from a released month. Returns the counted months for the card's facts.
    /// </summary>
    public CountedMonths Updated(in CardFacts card, in CardFacts before, bool expiresLater, in CountedMonths counted) =>
        expiresLater && card.IssuedOn > before.IssuedOn ? Count(EnrollmentEvent.Renewed, card, counted) : counted;

    /// <summary>
    /// Counts a new card that replaces another card of its holder: as renewed if it expires later, otherwise not at all, because the holder is already
    /// enrolled. <paramref name="counted"/> are the counted months of the replaced card, so that one limit applies to all cards of a holder. Returns the
    /// counted months for the new card's facts.
    /// </summary>
    public CountedMonths Replacement(in CardFacts card, bool expiresLater, in CountedMonths counted) =>
        expiresLater ? Count(EnrollmentEvent.Renewed, card, counted) : counted;

    /// <summary>Adds the counts of another instance with the same months.</summary>
    public void Add(EnrollmentTally other)
    {
        for (var cell = 0; cell < cells.Length; cell++) cells[cell] += other.cells[cell];
    }

    /// <summary>Adds a month's counts to <paramref name="counts"/>; adds nothing if the month is not open.</summary>
    public void AddTo(Month month, Span<long> counts)
    {
        if (month < window.First || month > window.Last) return;
        var counted = cells.AsSpan(StartOf(month), EnrollmentGrid.Cells);
        for (var cell = 0; cell < counted.Length; cell++) counts[cell] += counted[cell];
    }

    // A holder's counted months increase. Otherwise, a card whose issue date is corrected to an earlier one and then renewed could count twice in a month.
    // This way, storing the last month is enough.
    private CountedMonths Count(EnrollmentEvent kind, in CardFacts card, in CountedMonths counted)
    {
        if (counted.Number >= window.MonthsPerHolder || window.MonthOf(card.IssuedOn) is not { } month || month.Index <= counted.Last) return counted;
        cells[StartOf(month) + EnrollmentGrid.Index(card.Borough, AgeBands.On(card.DateOfBirth, card.IssuedOn), kind)]++;
        return new CountedMonths((byte)(counted.Number + 1), month.Index);
    }

    private int StartOf(Month month) => (month.Index - window.First.Index) * EnrollmentGrid.Cells;
}
