using PartnerApi.Core;
using PartnerApi.Ledger;

namespace PartnerApi.Quotas;

/// <summary>
/// Reads the ledger's segments that can hold records of today, each from the position where it stopped, and counts the records of today by their own
/// hour. Alarms of earlier days still apply if their cooling time extends into today. Records of future hours were written while the clock was wrong and
/// do not count. For use by one thread.
/// </summary>
/// <param name="folder">The ledger's folder.</param>
/// <param name="settings">The duration of an alarm.</param>
/// <param name="clock">The city's clock.</param>
/// <param name="usageOf">Returns the usage of a partner.</param>
/// <param name="logger">Logs malformed lines and unreadable segments.</param>
internal sealed partial class LedgerFollower(string folder, QuotaSettings settings, CityClock clock, Func<string, PartnerUsage> usageOf, ILogger logger)
{
    // Entries are never removed, so that nothing is counted twice after the clock leaps and returns.
    private readonly Dictionary<Segment, long> offsets = [];
    private readonly HashSet<Segment> unreadable = [];

    /// <summary>Counts the records appended since the last call.</summary>
    /// <param name="without">The writer of this process, whose lookups are counted as they arrive; null to count all writers.</param>
    public void Follow(int? without)
    {
        var today = clock.Today;
        foreach (var segment in Segment.HoldingIn(folder, today.AddDays(-settings.AlarmDays), today).Where(segment => segment.Writer != without))
        {
            Follow(segment);
        }
    }

    // An unreadable segment stops neither startup nor the counting of the others.
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

        // The ledger was altered. Requests continue; 'disclosures verify' shows details.
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
        else if (record is { Decision: DisclosureRecord.Permit, Valid: null }) usage.RestoreRepeated(record.Hour, clock.DayOf(record.Hour));
        else if (record is { Decision: DisclosureRecord.Permit, Reference: { } card, Valid: { } valid })
        {
            // A lookup by subject has no purpose. A member with an expired card is not a guess.
            var missed = !valid && record.Purpose != DisclosureRecord.None;
            usage.Restore(record.Hour, clock.DayOf(record.Hour), card, missed, EligibilityChecks(record));
        }
        return true;
    }

    // A redemption discloses eligibility, as the field 'eligibility' does.
    private static int EligibilityChecks(DisclosureRecord record) => record.Fields.Split(',').Count(field => field is "eligibility" or "redeemed");

    [LoggerMessage(LogLevel.Error, "The ledger's segment {Segment} has a malformed line, which counts for no quota. Run 'disclosures verify'.")]
    private partial void LogUnreadable(string segment);

    [LoggerMessage(LogLevel.Error, "The ledger's segment {Segment} cannot be read ({Kind}). Its records do not count for quotas until it can.")]
    private partial void LogNotRead(string segment, string kind);
}
