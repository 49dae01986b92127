using PartnerApi.Contract;
using PartnerApi.Disclosures;

namespace PartnerApi.Quotas;

/// <summary>Reads the day's segments of the ledger from where it stopped, and counts what is in them. Used by one thread.</summary>
/// <param name="folder">The ledger's folder.</param>
/// <param name="clock">The city's clock.</param>
/// <param name="usageOf">Where a partner's use is counted.</param>
/// <param name="logger">Is told of lines that are no records.</param>
internal sealed partial class LedgerFollower(string folder, CityClock clock, Func<string, PartnerUsage> usageOf, ILogger logger)
{
    private readonly Dictionary<Segment, long> offsets = [];

    /// <summary>Counts what came since the last time.</summary>
    /// <param name="without">The writer of this process, whose questions are counted as they come; null to count all.</param>
    public void Follow(int? without)
    {
        var today = clock.Today;
        foreach (var old in offsets.Keys.Where(segment => segment.Day < today).ToList()) offsets.Remove(old);
        foreach (var segment in Segment.AllIn(folder).Where(segment => segment.Day == today && segment.Writer != without))
        {
            offsets[segment] = SegmentReader.ReadLines(segment.FileIn(folder), offsets.GetValueOrDefault(segment), line => Count(line, segment));
        }
    }

    private void Count(ReadOnlySpan<byte> line, Segment segment)
    {
        var text = SegmentReader.RecordOf(line);
        if (text.IsEmpty) return;

        // The ledger was tampered with. Questions go on; 'disclosures verify' tells more.
        if (DisclosureRecord.TryParse(text) is not { } record || !TryCount(record)) LogUnreadable(segment.Name);
    }

    private bool TryCount(DisclosureRecord record)
    {
        var usage = usageOf(record.Partner);
        if (record.Decision is LedgerEntry.Alarm or LedgerEntry.Lift)
        {
            if (LedgerEntry.Time(record.Fields) is not { } until) return false;
            if (record.Decision == LedgerEntry.Alarm) usage.RestoreAlarm(until);
            else usage.RestoreLift(until);
        }
        else if (record is { Decision: DisclosureRecord.Permit, Valid: null }) usage.RestoreAgain(record.Hour, clock.DayOf(record.Hour));
        else if (record is { Decision: DisclosureRecord.Permit, Reference: { } card, Valid: { } valid })
        {
            // Without a purpose no number was given: a member whose card has expired is no guess.
            var missed = !valid && record.Purpose != DisclosureRecord.None;
            usage.Restore(record.Hour, clock.DayOf(record.Hour), card, missed, EligibilityQuestions(record));
        }
        return true;
    }

    // A redemption tells whether its holder may have the benefit, as a question about eligibility does.
    private static int EligibilityQuestions(DisclosureRecord record) => record.Fields.Split(',').Count(field => field is "eligibility" or "redeemed");

    [LoggerMessage(LogLevel.Error, "The ledger's segment {Segment} has a line that is no record; it counts for no quota.")]
    private partial void LogUnreadable(string segment);
}
