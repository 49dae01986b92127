namespace PartnerApi.Policy.Statistics;

/// <summary>
/// An invented city: cards over 24 months, the same number each month, by fixed shares of boroughs, age bands and events. It contains no personal data, so
/// anybody can repeat the accuracy study.
/// </summary>
public static class SyntheticEnrollment
{
    /// <summary>Cards issued or renewed over all months, unless another number is given.</summary>
    public const int Cards = 900_000;

    /// <summary>The number of months.</summary>
    public const int Months = 24;

    private const int YearsInForce = 5;

    // Percent of the city's cards.
    private static readonly int[] BoroughShares = [19, 29, 20, 27, 5];

    // Thousandths of a borough's cards.
    private static readonly int[] AgeBandShares = [40, 75, 150, 240, 190, 135, 100, 70];

    // Percent of a borough's and age band's cards.
    private static readonly int[] EventShares = [80, 20];

    /// <summary>The true counts of each month, in the order of <see cref="EnrollmentGrid"/>.</summary>
    /// <param name="cards">The number of cards over all months.</param>
    public static long[][] Create(int cards = Cards)
    {
        var shares = from borough in BoroughShares from band in AgeBandShares from kind in EventShares select (double)borough * band * kind;
        double[] cells = [.. shares];
        var (whole, perMonth) = (cells.Sum(), cards / Months);
        var counts = new long[EnrollmentGrid.Cells];
        WholeShares.Fit([.. cells.Select(share => perMonth * share / whole)], perMonth, counts);
        return [.. Enumerable.Repeat(counts, Months)];
    }

    /// <summary>The cards that end in a month: as many as are issued, so that the number of cards in force stays the same.</summary>
    public static long[] Ended(long[] month) =>
        [.. month.Select((count, cell) => EnrollmentGrid.Of(cell).Event == EnrollmentEvent.Issued ? count : 0)];

    /// <summary>The cards in force: those issued in five years.</summary>
    public static long[] CardsInForce(long[] month) => [.. Ended(month).Select(count => count * YearsInForce * 12)];
}
