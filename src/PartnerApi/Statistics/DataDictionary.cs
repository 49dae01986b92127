using System.Text;

namespace PartnerApi.Statistics;

/// <summary>A column of a release file.</summary>
internal sealed record ReleaseColumn(string Name, string Meaning);

/// <summary>Describes the content of a release file and the method behind its numbers, precisely enough to verify them.</summary>
internal static class DataDictionary
{
    /// <summary>The columns, in order.</summary>
    public static readonly IReadOnlyList<ReleaseColumn> Columns =
    [
        new("month", "The month, as YYYY-MM. The first rows are those of the month before the first one, and have cards in force only."),
        new("published_on", "The day on which the month was released. A release is final."),
        new("borough", "The holder's borough at the event; ALL for the sum over all boroughs. For ENDED and IN_FORCE, the borough at the issue or, of cards "
            + "issued before the first month, when they were counted."),
        new("age_band", "The holder's age at the event, in completed years; ALL for the sum over all ages. For ENDED and IN_FORCE, the age at "
            + "the issue or, of cards issued before the first month, at its beginning."),
        new("event", "ISSUED or RENEWED; ALL for the sum of both. ENDED: a card expired, was reported lost, or was revoked, counted in the month after its last valid "
            + "month. IN_FORCE: persons with a card in force on at least one day of the month: those in force at the beginning, plus ISSUED, minus ENDED."),
        new("published", "yes or no; true or false in Parquet. A figure is not published if it should be less than twice its margin of error, judging by the "
            + "releases of the year before the month; for the first month, and for cards in force, by an even share of the city's count. The decision does not use the "
            + "figure itself. The city's counts are always published."),
        new("count", "The published count: a whole number that is never negative. Counts equal the sum of their parts. Empty if it is not published."),
        new("estimate", "The estimate from which the count was computed, by least squares. It may be negative. It is right on average, also in sums of your own."),
        new("margin_of_error", "In 95 of 100 cases, the true count differs from the estimate by at most this, rounded up. It depends on the noise alone."),
        new("low", "The lower end of an interval that includes the true count in at least 95 of 100 cases."),
        new("high", "The upper end of the interval."),
        new("standard_error", "The root of the mean squared error of the estimate. For a sum over months of the same row, take the root of the sum of the "
            + "squares; the margin is about 1.96 times that, and wider if epsilon is above 1. "
            + "For sums over boroughs, ages, or events, use the rows with ALL. Rows of IN_FORCE have most of their noise in common: for the "
            + "difference of two months, take the rows of ISSUED and ENDED of the months between."),
        new("measured", "The true count plus noise, as drawn once. It may be negative. Empty if the row's table was not measured; its estimate comes from other tables, "
            + "that of cards in force from the tables of all months until then."),
        new("epsilon_millionths", "The privacy loss of the row's table, in millionths; 0 if it was not measured. The scale of its noise is 1,000,000 divided by this."),
    ];

    private static readonly IReadOnlyList<ReleaseColumn> Method =
    [
        new("(what is protected)", "Whether a person is counted at all. A holder counts at most once a month, and in a limited number of months (see each release). A "
            + "card's issue counts only if a month is left for its end."),
        new("(noise)", "The tables of a month whose epsilon is not 0 are measured: by default the total, and the table by borough, age, and event. Ended cards, and "
            + "those in force at the beginning, have tables of their own: the total, and "
            + "the table by borough and age. "
            + "Noise from the discrete Laplace distribution is added "
            + "to each of their cells once, with P(x) proportional to exp(-epsilon*|x|). It is drawn by an exact integer sampler (Canonne, Kamath, Steinke "
            + "2020) from a cryptographic generator."),
        new("(privacy loss)", "In a month, a holder is in one cell of each table either of issued and renewed or of ended cards, so the loss of a month is the sum of "
            + "the epsilons of one of them (pure differential privacy, add or remove one holder). The loss of a lifetime is at most "
            + "this times the number of months in which a holder counts."),
        new("(after the noise)", "The measured tables are combined by least squares, weighted by their noise, into unbiased estimates; their sums are the estimates "
            + "of all other tables. Counts are the estimates, made consistent as nonnegative whole numbers from the total down. This does not use true counts."),
        new("(margins)", "Computed from the distribution of the noise alone (Gil-Pelaez 1951). Margins are the same for all cells of a table. Those of cards in force "
            + "grow with the number of months."),
        new("(true counts)", "Those of a released month are destroyed at publication. The sealed counts of later months have the coming ends, from which "
            + "the cards in force could be counted."),
        new("(closed months)", "An event that is reported after its month was released counts in the oldest open month. An event before the first month of the "
            + "statistics does not count. A card's end is booked when the card is issued, in the month after its last valid day; changes of the "
            + "card move it until that month is released."),
    ];

    /// <summary>The file (RFC 4180, LF): the columns with their meanings, then the method, with names in parentheses.</summary>
    public static string ToCsv()
    {
        var csv = new StringBuilder("column,meaning\n");
        foreach (var line in Columns.Concat(Method)) csv.Append(line.Name).Append(",\"").Append(line.Meaning).Append("\"\n");
        return csv.ToString();
    }
}
