using System.Globalization;
using System.Text;
using PartnerApi.Core;
using PartnerApi.Sealing;

namespace PartnerApi.Ledger;

/// <summary>The result of a settlement.</summary>
/// <param name="Records">The ids of the records that announced an effect.</param>
/// <param name="Voided">The number of records without an effect.</param>
public sealed record SettledDisclosures(IReadOnlyList<UInt128> Records, int Voided);

/// <summary>
/// Settles disclosures whose announced effect a crash or failure may have prevented. Adds an entry <see cref="LedgerEntry.Void"/> for each record without an
/// effect since the last settled position, of this process's writer and of every writer without a running process.
/// </summary>
public sealed partial class UnsettledDisclosures(LedgerFolder ledger, LedgerAppender log, CityClock clock, ILogger<UnsettledDisclosures> logger)
{
    // Effects of older records are already deleted.
    private const int MostDays = 30;

    // Without a settled position, settlement starts this many segments back.
    private const int NewestSegments = 2;

    /// <summary>Settles one operation. Not safe for concurrent use.</summary>
    /// <param name="operation">The operation whose records announce an effect, such as <c>redeemBenefit</c>.</param>
    /// <param name="mayBePending">Returns true if the effect of a record may still happen. That record and all later ones are not settled.</param>
    /// <param name="withEffect">Returns the ids of records that have an effect.</param>
    /// <returns>The settled records. Later calls do not check them again.</returns>
    /// <exception cref="IOException">The settled position cannot be stored. The next call settles again.</exception>
    /// <exception cref="StoreUnavailableException">The ledger cannot be written.</exception>
    public async Task<SettledDisclosures> SettleAsync(
        string operation, Func<UInt128, bool> mayBePending, Func<IReadOnlyCollection<UInt128>, IReadOnlySet<UInt128>> withEffect)
    {
        var held = new List<FileLock>();
        var voided = new HashSet<string>();
        var announced = new List<DisclosureRecord>();
        var points = new List<(int Writer, Segment Segment, long Offset)>();
        try
        {
            foreach (var writer in Segment.AllIn(ledger.Path).GroupBy(segment => segment.Writer))
            {
                if (writer.Key != log.Writer)
                {
                    if (FileLock.Try(Path.Combine(ledger.Path, SegmentWriter.LockName(writer.Key))) is not { } idle) continue;
                    held.Add(idle);
                }
                ReadOrSkip([.. writer]);
            }

            var open = announced.Where(record => !voided.Contains(DisclosureRecord.Text(record.Id))).ToList();
            var effects = open.Count == 0 ? new HashSet<UInt128>() : withEffect([.. open.Select(record => record.Id)]);
            var hour = clock.Hour;
            var entries = open.Where(record => !effects.Contains(record.Id)).Select(record => Void(record, hour)).ToList();
            if (entries.Count > 0) await log.AppendAsync(entries);
            foreach (var (writer, segment, offset) in points) Keep(writer, segment, offset);
            return new SettledDisclosures([.. announced.Select(record => record.Id)], entries.Count);
        }
        finally
        {
            foreach (var one in held) one.Dispose();
        }

        // An unreadable writer is settled by a later call and does not block the others.
        void ReadOrSkip(List<Segment> segments)
        {
            var ofWriter = new List<DisclosureRecord>();
            try
            {
                points.Add(Read(segments, operation, mayBePending, ofWriter, voided));
                announced.AddRange(ofWriter);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                LogNotRead(segments[^1].Writer, error.GetType().Name);
            }
        }
    }

    private (int Writer, Segment Segment, long Offset) Read(
        List<Segment> segments, string operation, Func<UInt128, bool> mayBePending, List<DisclosureRecord> announced, HashSet<string> voided)
    {
        var newest = segments[^1];
        var point = Settled(newest.Writer);
        var from = clock.Today.AddDays(-MostDays);
        var unsettled = point is { } known
            ? segments.Where(segment => segment.Number >= known.Segment.Number)
            : segments.TakeLast(NewestSegments);
        var settled = (Segment: newest, Offset: 0L);
        var isOpen = false;
        foreach (var segment in unsettled.Where(segment => segment.Day >= from || segment == newest))
        {
            var offset = point is { } inside && inside.Segment == segment ? inside.Offset : 0;
            using var file = LedgerLines.Open(segment.FileIn(ledger.Path));
            var read = SegmentReader.ReadLines(file, offset, (line, end) =>
            {
                if (SegmentReader.RecordOf(line) is not { IsEmpty: false } text) return true;

                // Malformed lines are skipped, so that they do not stop the start. 'disclosures verify' finds them.
                if (DisclosureRecord.TryParse(text) is not { } record || clock.DayOf(record.Hour) < from) return true;
                if (record.Decision == LedgerEntry.Void) voided.Add(record.Fields);
                else if (record.Operation == operation && record.Decision == DisclosureRecord.Permit && !isOpen)
                {
                    isOpen = mayBePending(record.Id);
                    if (isOpen) settled = (segment, end - line.Length - 1);
                    else announced.Add(record);
                }
                return true;
            });
            if (!isOpen) settled = (segment, read);
        }
        return (newest.Writer, settled.Segment, settled.Offset);
    }

    private static DisclosureRecord Void(DisclosureRecord record, DateTimeOffset hour) => record with
    {
        Id = RandomIds.Next(),
        Hour = hour,
        Decision = LedgerEntry.Void,
        Valid = null,
        Fields = DisclosureRecord.Text(record.Id),
        Reference = null,
    };

    private (Segment Segment, long Offset)? Settled(int writer)
    {
        var file = MarkOf(writer);
        if (!File.Exists(file)) return null;
        return File.ReadAllText(file).Trim().Split('\t') is [var name, var offset] && Segment.Parse(name) is { } segment
            && long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var end)
            ? (segment, end)
            : null;
    }

    private void Keep(int writer, Segment segment, long offset)
    {
        if (Settled(writer) == (segment, offset)) return;
        var draft = MarkOf(writer) + ".new";
        using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{segment.Name}\t{offset}\n")));
            file.Flush(flushToDisk: true);
        }
        File.Move(draft, MarkOf(writer), overwrite: true);
        DurableFiles.FlushFolder(ledger.Path);
    }

    private string MarkOf(int writer) => Path.Combine(ledger.Path, $"writer-{writer}.settled");

    [LoggerMessage(LogLevel.Error, "The segments of the ledger's writer {Writer} cannot be read ({Kind}). Its disclosures will be settled later.")]
    private partial void LogNotRead(int writer, string kind);
}
