using PartnerApi.Core;

namespace PartnerApi.Ledger;

/// <summary>A place between two lines of the ledger.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Offset">The offset behind the line.</param>
public readonly record struct LedgerPosition(Segment Segment, long Offset);

/// <summary>What is wanted of the ledger.</summary>
/// <param name="Partner">The recipient; null for all.</param>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Most">How many.</param>
/// <param name="After">Where to go on; null for the beginning.</param>
public sealed record LedgerQuery(string? Partner, DateOnly From, DateOnly To, int Most, LedgerPosition? After);

/// <summary>A record and the place behind it.</summary>
public sealed record LedgerPageEntry(DisclosureRecord Record, LedgerPosition Place);

/// <summary>A part of the ledger.</summary>
/// <param name="Entries">The records, by day and writer, in the order they were written.</param>
/// <param name="Next">Where to go on; null at the end.</param>
public sealed record LedgerPage(IReadOnlyList<LedgerPageEntry> Entries, LedgerPosition? Next);

/// <summary>Reads the ledger page by page, beside those who write it. What is written meanwhile moves no page.</summary>
public sealed class LedgerPages(string folder, CityClock clock)
{
    /// <summary>Bytes that one question reads; some twenty thousand records.</summary>
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

            // Read from the line's end before it on: a cursor that is no place between lines finds the next one that is.
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
