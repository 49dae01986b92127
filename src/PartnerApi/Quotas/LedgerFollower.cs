using PartnerApi.Core;
using PartnerApi.Disclosures;

namespace PartnerApi.Quotas;

/// <summary>
/// Reads the segments of the ledger that can hold records of today from where it stopped, and counts the records that are of today by their own hour. Alarms
/// of the days before still hold if their cooling time reaches into today. Records of future hours were made while the clock was wrong: they do not count.
/// Used by one thread.
/// </summary>
/// <param name="folder">The ledger's folder.</param>
/// <param name="settings">How long an alarm lasts.</param>
/// <param name="clock">The city's clock.</param>
/// <param name="usageOf">Where a partner's use is counted.</param>
/// <param name="logger">Is told of lines that are no records.</param>
internal sealed partial class LedgerFollower(string folder, QuotaSettings settings, CityClock clock, Func<string, PartnerUsage> usageOf, ILogger logger)
{
    // Never shortened, so that nothing is counted twice after the clock leaped and returned.
    private readonly Dictionary<Segment, long> offsets = [];
    private readonly HashSet<Segment> unreadable = [];

    /// <summary>Counts what came since the last time.</summary>
    /// <param name="without">The writer of this process, whose questions are counted as they come; null to count all.</param>
    public void Follow(int? without)
    {
        var today = clock.Today;
        foreach (var segment in Segment.HoldingIn(folder, today.AddDays(-settings.AlarmDays), today).Where(segment => segment.Writer != without))
        {
            Follow(segment);
        }
    }

    // A segment that cannot be read does not stop the start or the counting of the others.
    private void Follow(Segment segment)
    {
        var offset = offsets.GetValueOrDefault(segment);
        try
        {
            using var file = LedgerLines.Open(segment.FileIn(folder));
            SegmentReader.ReadLines(file, offset, (line, end) =>
            {
                Count(line, segment);
                offset = end;
                return true;
            });
            unreadable.Remove(segment);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (unreadable.Add(segment)) LogNotRead(segment.Name, error.GetType().Name);
        }
        finally
        {
            offsets[segment] = offset;
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
        if (record.Hour > clock.Now) return true;
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
            usage.Restore(record.Hour, clock.DayOf(record.Hour), card, missed, EligibilityChecks(record));
        }
        return true;
    }

    // A redemption tells whether its holder may have the benefit, as a question about eligibility does.
    private static int EligibilityChecks(DisclosureRecord record) => record.Fields.Split(',').Count(field => field is "eligibility" or "redeemed");

    [LoggerMessage(LogLevel.Error, "The ledger's segment {Segment} has a line that is no record; it counts for no quota.")]
    private partial void LogUnreadable(string segment);

    [LoggerMessage(LogLevel.Error, "The ledger's segment {Segment} cannot be read ({Kind}); its records do not count for quotas until it can.")]
    private partial void LogNotRead(string segment, string kind);
}
