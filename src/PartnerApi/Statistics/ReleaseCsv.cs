using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>
/// Releases as a text file (RFC 4180, LF). A file of several months has the rows of each month's own file. Releases never change, so their rows are written
/// once. Safe for concurrent use.
/// </summary>
internal sealed class ReleaseCsv
{
    // About 25 KB for each release.
    private readonly ConcurrentDictionary<Month, byte[]> rows = new();

    /// <summary>The names of the columns.</summary>
    public static string Header { get; } = string.Join(',', DataDictionary.Columns.Select(column => column.Name));

    private static byte[] FirstLine { get; } = Encoding.UTF8.GetBytes(Header + "\n");

    /// <summary>The file of a released month, in parts: the header, then its rows.</summary>
    public IEnumerable<byte[]> OfMonth(PublishedMonths all, Month month) => [FirstLine, RowsOf(all, month)];

    /// <summary>The file of all releases, in parts: the header, the cards in force at the beginning, then the rows of each month.</summary>
    public IEnumerable<byte[]> OfAll(PublishedMonths all) => ReleaseRows.MonthsOf(all).Select(month => RowsOf(all, month)).Prepend(FirstLine);

    private byte[] RowsOf(PublishedMonths all, Month month) => rows.GetOrAdd(month, static (of, all) =>
    {
        var csv = new StringBuilder();
        foreach (var row in ReleaseRows.Of(all, of)) Append(csv, row);
        return Encoding.UTF8.GetBytes(csv.ToString());
    }, all);

    private static void Append(StringBuilder csv, ReleaseRow row)
    {
        var figure = row.Figure;
        csv.Append(CultureInfo.InvariantCulture, $"{row.Release.Month},{row.Release.PublishedOn:yyyy-MM-dd},{row.Borough},{row.AgeBand},{row.Event},");
        csv.Append(CultureInfo.InvariantCulture, $"{(figure.IsPublished ? "yes" : "no")},{row.PublishedCount},{figure.Estimate:0.###},");
        csv.Append(CultureInfo.InvariantCulture, $"{figure.Margin},{figure.Low},{figure.High},{row.StandardError:0.###},");
        csv.Append(CultureInfo.InvariantCulture, $"{row.Measured},{row.EpsilonMillionths}\n");
    }
}
