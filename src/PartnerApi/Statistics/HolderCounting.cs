using PartnerApi.Cards;
using PartnerApi.Policy;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>A state of a card, as far as it decides what is counted.</summary>
/// <param name="Facts">Birth date, borough and issue date.</param>
/// <param name="LastDay">The last valid day, or the day of the import that reports the card lost or revoked, if that is earlier.</param>
/// <param name="IsWithdrawn">Whether it is lost or revoked.</param>
internal readonly record struct CountedCard(in CardFacts Facts, DateOnly LastDay, bool IsWithdrawn)
{
    /// <summary>Returns a fixed text, so that no facts are logged by accident.</summary>
    public override string ToString() => "[counted card]";
}

/// <summary>
/// Decides which events of a holder are counted, and counts them in an <see cref="EnrollmentTally"/>. A card enters when it is issued, and its end is counted
/// at once, in the month after its last valid day. While that month is open, later changes move the end. So an entry needs two of the holder's months, and
/// every entry has an end. Each month counts a holder once.
/// </summary>
internal sealed class HolderCounting(EnrollmentTally tally)
{
    private readonly EnrollmentWindow window = tally.Window;

    /// <summary>Counts a new card: as issued, unless its holder has a counted card in force.</summary>
    /// <param name="card">The card.</param>
    /// <param name="expiresLater">
    /// Whether it replaces a card of the holder, and expires later than that one. Then it counts as renewed; another replacement does not count.
    /// </param>
    /// <param name="counted">The holder's counted months, so that one limit applies to all cards of a holder.</param>
    public CountedMonths Added(in CountedCard card, bool expiresLater, in CountedMonths counted)
    {
        var settled = Settle(counted);
        return settled.End == 0 ? EnterOrAgain(card, settled) : Change(card, expiresLater, staysWithdrawn: false, settled);
    }

    /// <summary>
    /// Counts a known card as renewed if it was issued again and expires later than before. Any other change, such as of the issue date alone, is a correction
    /// and at most moves the end, because an event cannot be removed from a released month. If the end of a valid card is released, it enters again.
    /// </summary>
    /// <param name="card">The card after the import.</param>
    /// <param name="isRenewed">Whether it was issued again, and expires later than before.</param>
    /// <param name="staysWithdrawn">Whether it was lost or revoked before and after. Its end is known already.</param>
    /// <param name="counted">The holder's counted months.</param>
    public CountedMonths Updated(in CountedCard card, bool isRenewed, bool staysWithdrawn, in CountedMonths counted)
    {
        var settled = Settle(counted);
        if (settled.End != 0) return Change(card, isRenewed, staysWithdrawn, settled);
        if (isRenewed) return EnterOrAgain(card, settled);
        return settled.Number > 0 ? EnterAgain(card, settled) : EnterAtOpening(card, settled);
    }

    /// <summary>Moves the end of a card that is withdrawn without any other change.</summary>
    public CountedMonths Withdrawn(DateOnly day, in CountedMonths counted)
    {
        var settled = Settle(counted);
        return settled.End == 0 ? settled : MoveEnd(settled, Math.Min(settled.End, Month.Of(day).Next.Index));
    }

    /// <summary>
    /// One holder, who was counted as two until now. The older card, which the newer one replaces, ends in the next month at the latest, and no event of the
    /// holder is counted until then. If the newer one is valid but has no counted end, it takes the end over when it is counted next.
    /// </summary>
    public CountedMonths Combine(in CountedMonths older, in CountedMonths newer)
    {
        var (one, other) = (Settle(older), Settle(newer));
        var (number, last) = ((byte)Math.Min(byte.MaxValue, one.Number + other.Number), Math.Max(one.Last, other.Last));
        if (one.End == 0) return other with { Number = number, Last = last };

        // An end up to the last counted month is past for this holder.
        var ended = one.End <= last ? one : MoveEnd(one with { Last = last }, Math.Min(one.End, window.Last.Next.Index));
        if (other.End == 0) return ended with { Number = number, Last = last, End = ended.End <= last ? 0 : ended.End };
        var combined = other with { Number = number, Last = Math.Max(last, ended.End) };
        return MoveEnd(combined, combined.End);
    }

    // The holder has a counted card in force.
    private CountedMonths Change(in CountedCard card, bool isRenewed, bool staysWithdrawn, in CountedMonths settled)
    {
        var changed = settled;
        if (isRenewed && window.MonthOf(card.Facts.IssuedOn) is { } month)
        {
            // The card had ended before, so this is a new entry. If no two months are left for one, the end moves as if there had been no lapse.
            if (month.Index > settled.End && Enter(card, settled with { Last = settled.End, End = 0 }) is { End: > 0 } entered) return entered;
            if (month.Index > settled.Last && month.Index <= settled.End && settled.Number < window.MonthsPerHolder)
            {
                tally.Count(month, GroupOf(card.Facts, card.Facts.IssuedOn), EnrollmentEvent.Renewed, 1);
                changed = settled with { Number = (byte)(settled.Number + 1), Last = month.Index };
            }
        }
        return MoveEnd(changed, staysWithdrawn ? changed.End : EndOf(card));
    }

    private CountedMonths EnterOrAgain(in CountedCard card, in CountedMonths counted) =>
        Enter(card, counted) is { End: > 0 } entered ? entered : counted.Number > 0 ? EnterAgain(card, counted) : counted;

    // A card that is valid now, although its end is released or its issue could not be counted in its month.
    private CountedMonths EnterAgain(in CountedCard card, in CountedMonths counted) =>
        !card.IsWithdrawn && Month.Of(card.LastDay) >= window.Last && window.Last >= window.First
            ? Enter(window.Last, card, GroupOf(card.Facts, card.Facts.IssuedOn), counted)
            : counted;

    private CountedMonths Enter(in CountedCard card, in CountedMonths counted) => window.MonthOf(card.Facts.IssuedOn) is { } month
        ? Enter(month, card, GroupOf(card.Facts, card.Facts.IssuedOn), counted)
        : EnterAtOpening(card, counted);

    // Cards issued before the first month are no events, but those in force in the month before are counted.
    private CountedMonths EnterAtOpening(in CountedCard card, in CountedMonths counted)
    {
        var isInForce = window.OpeningMonth is { } opening && !card.IsWithdrawn && Month.Of(card.Facts.IssuedOn) <= opening && Month.Of(card.LastDay) >= opening;
        return isInForce
            ? Enter(window.First, card, GroupOf(card.Facts, window.Beginning.FirstDay.AddDays(-1)), counted)
            : counted;
    }

    // A holder's counted months increase. Otherwise, a card whose issue date is corrected to an earlier one and then renewed could count twice in a month.
    // This way, storing the last month is enough.
    private CountedMonths Enter(Month month, in CountedCard card, int group, in CountedMonths counted)
    {
        if (counted.Number + 2 > window.MonthsPerHolder || month.Index <= counted.Last) return counted;
        tally.Count(month, group, EnrollmentEvent.Issued, 1);
        var entered = new CountedMonths((byte)(counted.Number + 2), month.Index, 0, (byte)group);
        return MoveEnd(entered, EndOf(card));
    }

    // An end in a released month cannot change.
    private CountedMonths Settle(in CountedMonths counted) =>
        counted.End != 0 && counted.End < window.First.Index ? counted with { Last = Math.Max(counted.Last, counted.End), End = 0 } : counted;

    private CountedMonths MoveEnd(in CountedMonths counted, int end)
    {
        var least = Math.Max(counted.Last + 1, window.First.Index);
        var moved = Math.Max(least, Math.Min(end, window.LastEnd.Index));
        if (moved == counted.End) return counted;
        if (counted.End != 0) tally.Count(new Month(counted.End), counted.Group, EnrollmentEvent.Ended, -1);
        tally.Count(new Month(moved), counted.Group, EnrollmentEvent.Ended, 1);
        return counted with { End = moved };
    }

    private static int EndOf(in CountedCard card) => Month.Of(card.LastDay).Next.Index;

    private static int GroupOf(in CardFacts facts, DateOnly day) => EnrollmentGrid.Group(facts.Borough, AgeBands.On(facts.DateOfBirth, day));
}
