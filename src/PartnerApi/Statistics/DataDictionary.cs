using System.Text;

namespace PartnerApi.Statistics;

/// <summary>A column of a release's file.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Meaning">What it holds, in plain words.</param>
internal sealed record ReleaseColumn(string Name, string Meaning);

/// <summary>What a release's file holds and what was done to its numbers, in plain words and exactly enough to be checked.</summary>
internal static class DataDictionary
{
    /// <summary>The columns in their order.</summary>
    public static readonly IReadOnlyList<ReleaseColumn> Columns =
    [
        new("month", "The month of the events, as YYYY-MM."),
        new("published_on", "The day on which the month was released. A release is final."),
        new("borough", "Where the holder lived at the event; ALL for the sum over the boroughs."),
        new("age_band", "The holder's age at the event, in completed years; ALL for the sum over the ages."),
        new("event", "ISSUED or RENEWED; ALL for both together."),
        new("count", "The published count: made of all the measured counts, never negative; every sum is the sum of its parts. It is not the true count."),
        new("margin_of_error", "In 95 of 100 cases the true count is no further from the published one than this."),
        new("standard_error", "The root of the mean squared error. Of a sum over months, the margin of error is 1.96 times the root of the sum of their squares."),
        new("measured", "The true count plus noise, as it was drawn once; it may be negative, and does not add up. For who wants to make estimates of their own."),
        new("epsilon_millionths", "The privacy loss of the level that the row belongs to, in millionths: the scale of its noise is 1,000,000 divided by it."),
    ];

    private static readonly IReadOnlyList<ReleaseColumn> Method =
    [
        new("(what is protected)", "Whether a person is counted at all. Each holder counts at most once a month, and in at most so many months as the releases name."),
        new("(noise)", "To each cell of each of the eight tables of a month (total, each of the three margins, each of the three pairs, all three) noise of "
            + "the discrete Laplace distribution is added, P(x) proportional to exp(-epsilon*|x|), drawn by an exact integer sampler (Canonne, Kamath, "
            + "Steinke 2020) on a cryptographic generator. Once."),
        new("(privacy loss)", "A holder is in one cell of each table, so the loss of a month is the sum of the eight epsilons (pure differential privacy, "
            + "add or remove one holder), and that of a lifetime is at most this times the months in which a holder counts."),
        new("(after the noise)", "The eight tables are made to agree by least squares, weighted by their noise; then made whole and not negative from "
            + "the total down. No true count is looked at."),
        new("(margins)", "Simulated from the published counts by drawing the same noise again; no true count is looked at."),
        new("(true counts)", "Destroyed in the moment of publication. Nobody has them, the city included."),
        new("(closed months)", "An event that is reported after its month was released counts in the oldest month that is still open."),
    ];

    /// <summary>The file (RFC 4180, LF): column, meaning; then the method, with names in brackets.</summary>
    public static string ToCsv()
    {
        var csv = new StringBuilder("column,meaning\n");
        foreach (var line in Columns.Concat(Method)) csv.Append(line.Name).Append(",\"").Append(line.Meaning).Append("\"\n");
        return csv.ToString();
    }
}
