using PartnerApi.Contract;

namespace PartnerApi.Disclosures;

/// <summary>A place between two lines of the ledger.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Offset">The offset behind the line.</param>
internal readonly record struct LedgerPlace(Segment Segment, long Offset);

/// <summary>What is wanted of the ledger.</summary>
/// <param name="Partner">The recipient; null for all.</param>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Most">How many.</param>
/// <param name="After">Where to go on; null for the beginning.</param>
internal sealed record LedgerQuestion(string? Partner, DateOnly From, DateOnly To, int Most, LedgerPlace? After);

/// <summary>A record and the place behind it.</summary>
internal sealed record LedgerPageEntry(DisclosureRecord Record, LedgerPlace Place);

/// <summary>A part of the ledger.</summary>
/// <param name="Entries">The records, by day and writer, in the order they were written.</param>
/// <param name="Next">Where to go on; null at the end.</param>
internal sealed record LedgerPage(IReadOnlyList<LedgerPageEntry> Entries, LedgerPlace? Next);

/// <summary>Reads the ledger page by page, beside those who write it. What is written meanwhile moves no page.</summary>
internal sealed class LedgerPages(string folder, CityClock clock)
{
    /// <summary>Bytes that one question reads; some twenty thousand records.</summary>
    public const long MostBytes = 4 * 1024 * 1024;

    /// <summary>Reads a page.</summary>
    /// <exception cref="IOException">A segment cannot be read.</exception>
    public LedgerPage Read(LedgerQuestion question)
    {
        var entries = new List<LedgerPageEntry>();
        LedgerPlace? next = null;
        var left = MostBytes;
        foreach (var segment in Segment.HoldingIn(folder, question.From, question.To).OrderBy(Place))
        {
            if (IsBefore(segment, question.After)) continue;
            var begin = question.After is { } after && after.Segment == segment ? after.Offset : 0;
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
                if (Matches(line, question) is { } record)
                {
                    if (entries.Count == question.Most)
                    {
                        next = entries[^1].Place;
                        return false;
                    }
                    entries.Add(new LedgerPageEntry(record, new LedgerPlace(segment, end)));
                }
                if (left <= 0) next = new LedgerPlace(segment, end);
                return next is null;
            });
            if (next is not null) break;
        }
        return new LedgerPage(entries, next);
    }

    private static bool IsBefore(Segment segment, LedgerPlace? after) =>
        after is { Segment: var known } && Place(segment).CompareTo(Place(known)) < 0;

    private static (DateOnly Day, int Writer, int Number) Place(Segment segment) => (segment.Day, segment.Writer, segment.Number);

    // The record's own hour decides, not its segment's day.
    private DisclosureRecord? Matches(ReadOnlySpan<byte> line, LedgerQuestion question)
    {
        if (SegmentReader.RecordOf(line) is not { IsEmpty: false } text) return null;
        if (DisclosureRecord.TryParse(text) is not { } record || (question.Partner is not null && record.Partner != question.Partner)) return null;
        var day = clock.DayOf(record.Hour);
        return day >= question.From && day <= question.To ? record : null;
    }
}
