using System.Globalization;
using PartnerApi.Core;
using PartnerApi.Ledger;

namespace PartnerApi.Disclosures;

/// <summary>The answers for one month, partner, and purpose.</summary>
/// <param name="Month">As YYYY-MM.</param>
/// <param name="Partner">The partner that requested the cards.</param>
/// <param name="Purpose">The purpose of the requests, as on the wire.</param>
/// <param name="Answers">The number of answered cards, rounded; null if withheld.</param>
internal sealed record ReportCell(string Month, string Partner, string Purpose, long? Answers);

/// <summary>
/// The counts of the ledger that the city can publish. Cells that are small or empty are withheld, and the others are rounded. There are no totals, from which
/// a withheld cell could be computed. A partner and purpose appear only if one of their cells is shown. Only past months are counted, so that two reports of
/// a month never differ by the requests between them.
/// </summary>
/// <param name="From">The first month.</param>
/// <param name="To">The last month.</param>
/// <param name="WithheldBelow">Smaller cells are withheld.</param>
/// <param name="RoundedTo">Other cells are rounded to the nearest multiple of this.</param>
/// <param name="ExpiredMonths">The omitted months: retention has ended for some or all of their records.</param>
/// <param name="Cells">The cells, by partner, purpose, and month.</param>
internal sealed record DisclosureReport(
    string From, string To, int WithheldBelow, int RoundedTo, IReadOnlyList<string> ExpiredMonths, IReadOnlyList<ReportCell> Cells);

/// <summary>A segment of the ledger with a malformed line, so that its records cannot be counted.</summary>
/// <param name="Name">The segment's name.</param>
internal sealed record MalformedSegment(string Name);

/// <summary>
/// Counts the answered cards, by the month of each record's own hour, partner, and purpose. Refusals and the ledger's own entries are not counted.
/// </summary>
internal sealed class DisclosureCounts(DateOnly first, DateOnly last, CityClock clock)
{
    /// <summary>Smaller cells are withheld.</summary>
    public const int WithheldBelow = 100;

    /// <summary>Other cells are rounded to the nearest multiple of this.</summary>
    public const int RoundedTo = 10;

    private readonly Dictionary<(string Month, string Partner, string Purpose), long> cells = [];
    private readonly HashSet<string> expired = [];

    /// <summary>Counts all segments of the months.</summary>
    /// <param name="folder">The ledger's folder.</param>
    /// <param name="from">The first day of the first month.</param>
    /// <param name="to">Any day of the last month.</param>
    /// <param name="clock">The city's clock.</param>
    /// <param name="display">Gets reports of the progress.</param>
    /// <param name="cancel">Stops between two segments.</param>
    /// <returns>The report, or the first segment with a malformed line.</returns>
    public static Outcome<DisclosureReport, MalformedSegment> Count(
        string folder, DateOnly from, DateOnly to, CityClock clock, IProgressDisplay display, CancellationToken cancel)
    {
        var (first, last) = (from.AddDays(1 - from.Day), to.AddDays(DateTime.DaysInMonth(to.Year, to.Month) - to.Day));
        var counts = new DisclosureCounts(first, last, clock);
        var segments = Segment.HoldingIn(folder, first, last);
        var progress = display.Begin("Counting", "kB", segments.Sum(segment => new FileInfo(segment.FileIn(folder)).Length) / 1000);
        var done = 0L;
        foreach (var segment in segments)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                done += counts.Add(folder, segment);
            }
            catch (FormatException)
            {
                return new MalformedSegment(segment.Name);
            }
            progress.Report(done / 1000);
        }
        return counts.Report();
    }

    /// <summary>A day's month as YYYY-MM.</summary>
    public static string Text(DateOnly day) => day.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private long Add(string folder, Segment segment) => SegmentReader.ReadLines(segment.FileIn(folder), 0, line =>
    {
        if (SegmentReader.IsExpired(line)) AddExpired(segment);
        else if (SegmentReader.RecordOf(line) is { IsEmpty: false } text) Add(DisclosureRecord.TryParse(text) ?? throw new FormatException("Not a record."));
    });

    // An expired record has no hour anymore. It may have been of the day before.
    private void AddExpired(Segment segment)
    {
        expired.Add(Text(segment.Day));
        expired.Add(Text(segment.Day.AddDays(-1)));
    }

    private void Add(DisclosureRecord record)
    {
        if (record.Decision != DisclosureRecord.Permit) return;
        var day = clock.DayOf(record.Hour);
        if (day < first || day > last) return;
        var cell = (Text(day), record.Partner, record.Purpose);
        cells[cell] = cells.GetValueOrDefault(cell) + record.Count;
    }

    private DisclosureReport Report()
    {
        var months = new List<string>();
        for (var month = first; month <= last; month = month.AddMonths(1)) months.Add(Text(month));
        var shown = months.Where(month => !expired.Contains(month)).ToList();
        var pairs = cells.Where(cell => cell.Value >= WithheldBelow && !expired.Contains(cell.Key.Month))
            .Select(cell => (cell.Key.Partner, cell.Key.Purpose))
            .Distinct()
            .OrderBy(pair => pair.Partner, StringComparer.Ordinal)
            .ThenBy(pair => pair.Purpose, StringComparer.Ordinal);
        return new DisclosureReport(
            months[0], months[^1], WithheldBelow, RoundedTo, [.. months.Where(expired.Contains)],
            [.. pairs.SelectMany(pair => shown.Select(month =>
                new ReportCell(month, pair.Partner, pair.Purpose, Rounded(cells.GetValueOrDefault((month, pair.Partner, pair.Purpose))))))]);
    }

    private static long? Rounded(long count) => count < WithheldBelow ? null : (count + (RoundedTo / 2)) / RoundedTo * RoundedTo;
}
