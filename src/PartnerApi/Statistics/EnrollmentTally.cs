using PartnerApi.Cards;
using PartnerApi.Policy;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>
/// Counts enrollment events in memory, one number for each month and cell: nothing of it refers to a card. Used by one thread; what several have
/// counted is added up afterwards.
/// </summary>
internal sealed class EnrollmentTally(EnrollmentWindow window)
{
    private readonly long[] cells = new long[window.Months * EnrollmentGrid.Cells];

    /// <summary>The months that it counts in.</summary>
    public EnrollmentWindow Window => window;

    /// <summary>Counts a card that was not known as issued; returns what its facts have to say of it.</summary>
    public CountedMonths Issued(in CardFacts card) => Count(EnrollmentEvent.Issued, card, default);

    /// <summary>
    /// Counts a known card as renewed when it was issued later than before. Anything else is a correction, or the same again: it moves no cell, since
    /// nobody can take an event out of a month that was released. Returns what the card's facts have to say of it.
    /// </summary>
    public CountedMonths Again(in CardFacts card, in CardFacts before, in CountedMonths counted) =>
        card.IssuedOn > before.IssuedOn ? Count(EnrollmentEvent.Renewed, card, counted) : counted;

    /// <summary>
    /// Counts a card that was not known and replaces another one of its holder: as renewed when it expires later, and otherwise as nothing, since the holder
    /// is enrolled already. <paramref name="counted"/> is what the replaced card's facts have to say, so that one bound holds for all of a holder's cards.
    /// Returns what the new card's facts have to say of it.
    /// </summary>
    public CountedMonths Replacement(in CardFacts card, bool expiresLater, in CountedMonths counted) =>
        expiresLater ? Count(EnrollmentEvent.Renewed, card, counted) : counted;

    /// <summary>Adds what another one has counted in the same months.</summary>
    public void Add(EnrollmentTally other)
    {
        for (var cell = 0; cell < cells.Length; cell++) cells[cell] += other.cells[cell];
    }

    /// <summary>Adds a month's counts to <paramref name="counts"/>; nothing for a month that is not open.</summary>
    public void AddTo(Month month, Span<long> counts)
    {
        if (month < window.First || month > window.Last) return;
        var counted = cells.AsSpan(StartOf(month), EnrollmentGrid.Cells);
        for (var cell = 0; cell < counted.Length; cell++) counts[cell] += counted[cell];
    }

    // A holder's months come one after another. Without that, an issue date that is corrected to an earlier one and then renewed could count twice in
    // a month; that way the last month is all that has to be remembered.
    private CountedMonths Count(EnrollmentEvent kind, in CardFacts card, in CountedMonths counted)
    {
        if (counted.Number >= window.MonthsPerHolder || window.MonthOf(card.IssuedOn) is not { } month || month.Index <= counted.Last) return counted;
        cells[StartOf(month) + EnrollmentGrid.Index(card.Borough, AgeBands.On(card.DateOfBirth, card.IssuedOn), kind)]++;
        return new CountedMonths((byte)(counted.Number + 1), month.Index);
    }

    private int StartOf(Month month) => (month.Index - window.First.Index) * EnrollmentGrid.Cells;
}
