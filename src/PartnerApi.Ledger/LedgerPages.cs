using PartnerApi.Core;

namespace PartnerApi.Ledger;

/// <summary>A position between two lines of the ledger.</summary>
/// <param name="Segment">The segment that has the lines.</param>
/// <param name="Offset">The offset after the line.</param>
public readonly record struct LedgerPosition(Segment Segment, long Offset);

/// <summary>Selects the records of a page: by partner, range of days, and position.</summary>
/// <param name="Partner">The partner; null for all.</param>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Most">The maximum number of records.</param>
/// <param name="After">The position after which to continue; null for the beginning.</param>
public sealed record LedgerQuery(string? Partner, DateOnly From, DateOnly To, int Most, LedgerPosition? After);

/// <summary>A record and the position after it.</summary>
public sealed record LedgerPageEntry(DisclosureRecord Record, LedgerPosition Place);

/// <summary>A part of the ledger.</summary>
/// <param name="Entries">The records, by day and writer, in the order in which they were written.</param>
/// <param name="Next">The position at which to continue; null at the end.</param>
public sealed record LedgerPage(IReadOnlyList<LedgerPageEntry> Entries, LedgerPosition? Next);

/// <summary>Reads the ledger page by page, even while it is written. New records do not move the pages.</summary>
public sealed class LedgerPages(string folder, CityClock clock)
{
    /// <summary>The number of bytes that one query reads, which is about 20,000 records.</summary>
    public const long MostBytes = 4 * 1024 * 1024;

    /// <summary>Reads a page.</summary>
    /// <exception cref="IOException">A segment cannot be read.</exception>
    public LedgerPage Read(LedgerQuery request)
    {
        var entries = new List<LedgerPageEntry>();
        LedgerPosition? next = null;
        var left = MostBytes;
        foreach (var segment in Segment.HoldingIn(folder, request.From, request.To).OrderBy(Place))
        {
            if (IsBefore(segment, request.After)) continue;
            var begin = request.After is { } after && after.Segment == segment ? after.Offset : 0;
            using var file = LedgerLines.Open(segment.FileIn(folder));

            // Starts at the previous line break, so that a position within a line continues at the next whole line.
            var skipping = begin > 0;
            SegmentReader.ReadLines(file, Math.Max(0, begin - 1), (line, end) =>
            {
                if (skipping)
                {
                    skipping = false;
                    return true;
                }
                left -= line.Length;
                if (Matches(line, request) is { } record)
                {
                    if (entries.Count == request.Most)
                    {
                        next = entries[^1].Place;
                        return false;
                    }
                    entries.Add(new LedgerPageEntry(record, new LedgerPosition(segment, end)));
                }
                if (left <= 0) next = new LedgerPosition(segment, end);
                return next is null;
            });
            if (next is not null) break;
        }
        return new LedgerPage(entries, next);
    }

    private static bool IsBefore(Segment segment, LedgerPosition? after) =>
        after is { Segment: var known } && Place(segment).CompareTo(Place(known)) < 0;

    private static (DateOnly Day, int Writer, int Number) Place(Segment segment) => (segment.Day, segment.Writer, segment.Number);

    // The record's own hour decides, not its segment's day.
    private DisclosureRecord? Matches(ReadOnlySpan<byte> line, LedgerQuery request)
    {
        if (SegmentReader.RecordOf(line) is not { IsEmpty: false } text) return null;
        if (DisclosureRecord.TryParse(text) is not { } record || (request.Partner is not null && record.Partner != request.Partner)) return null;
        var day = clock.DayOf(record.Hour);
        return day >= request.From && day <= request.To ? record : null;
    }
}
