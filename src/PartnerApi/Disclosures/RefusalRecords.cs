using PartnerApi.Core;
using PartnerApi.Ledger;

namespace PartnerApi.Disclosures;

/// <summary>Records the counted refusals (<see cref="RefusalCounts"/>) on the hour and when the host stops.</summary>
internal sealed partial class RefusalRecords(RefusalCounts refusals, LedgerAppender log, CityClock clock, TimeProvider time, ILogger<RefusalRecords> logger)
    : BackgroundJob(time)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    protected override TimeSpan Interval => Hour - (clock.Now - clock.Hour);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await RecordAsync(refusals.Drain(except: null));
    }

    /// <inheritdoc/>
    protected override Task RunAsync(CancellationToken cancel) => RecordAsync(refusals.Drain(clock.Hour));

    /// <summary>False: the records of an hour that fail are kept.</summary>
    protected override bool TryLog(Exception error) => false;

    private async Task RecordAsync(List<DisclosureRecord> counted)
    {
        foreach (var ofHour in counted.GroupBy(refusal => refusal.Hour).Select(hour => hour.ToList())) await RecordHourAsync(ofHour);
    }

    private async Task RecordHourAsync(List<DisclosureRecord> counted)
    {
        try
        {
            await log.AppendAsync(counted);
        }
        catch (StoreUnavailableException)
        {
            // Kept for the next hour, when the ledger may be available again. Nothing was disclosed.
            foreach (var refusal in counted) refusals.TakeBack(refusal);
            LogKept(counted.Count);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Count} counts of refusals cannot be recorded now. They are kept in memory.")]
    private partial void LogKept(int count);
}
