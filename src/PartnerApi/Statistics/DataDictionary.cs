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
        new("month", "The month of the events, as YYYY-MM."),
        new("published_on", "The day on which the month was released. A release is final."),
        new("borough", "The holder's borough at the event; ALL for the sum over all boroughs."),
        new("age_band", "The holder's age at the event, in completed years; ALL for the sum over all ages."),
        new("event", "ISSUED or RENEWED; ALL for the sum of both."),
        new("count", "The published count, computed from all measured counts. It is not the true count. It is never negative, and sums equal the sum of their parts."),
        new("margin_of_error", "In 95 of 100 cases, the true count differs from the published count by at most this."),
        new("standard_error", "The typical error: the root of the mean squared error. Only for a sum over months of the same row: the margin of error is 1.96 times "
            + "the root of the sum of their squares, rounded up. For sums over boroughs, ages, or events, use the rows with ALL."),
        new("measured", "The true count plus noise, as drawn once. It may be negative, and parts do not add up to sums. Use it for your own estimates."),
        new("epsilon_millionths", "The privacy loss of the row's level, in millionths. The scale of its noise is 1,000,000 divided by this number."),
    ];

    private static readonly IReadOnlyList<ReleaseColumn> Method =
    [
        new("(what is protected)", "Whether a person is counted at all. A holder counts at most once a month, and in a limited number of months (see each release)."),
        new("(noise)", "Each month has eight tables: the total, three with one dimension, three with two, and one with all three. Noise from the "
            + "discrete Laplace distribution is added to each cell of each table once, with P(x) proportional to exp(-epsilon*|x|). It is drawn by an exact integer "
            + "sampler (Canonne, Kamath, Steinke 2020) from a cryptographic generator."),
        new("(privacy loss)", "A holder is in one cell of each table, so the loss of a month is the sum of the eight epsilons (pure differential privacy, "
            + "add or remove one holder). The loss of a lifetime is at most this times the number of months in which a holder counts."),
        new("(after the noise)", "The eight tables are made consistent by least squares, weighted by their noise, and then rounded to nonnegative integers from "
            + "the total down. This does not use true counts."),
        new("(margins)", "Simulated from the published counts by drawing the same noise again. This does not use true counts."),
        new("(true counts)", "Destroyed at publication. The gateway keeps no true count."),
        new("(closed months)", "An event that is reported after its month was released counts in the oldest open month."),
    ];

    /// <summary>The file (RFC 4180, LF): the columns with their meanings, then the method, with names in parentheses.</summary>
    public static string ToCsv()
    {
        var csv = new StringBuilder("column,meaning\n");
        foreach (var line in Columns.Concat(Method)) csv.Append(line.Name).Append(",\"").Append(line.Meaning).Append("\"\n");
        return csv.ToString();
    }
}
