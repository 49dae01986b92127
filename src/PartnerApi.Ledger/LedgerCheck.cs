using System.Diagnostics;
using PartnerApi.Core;

namespace PartnerApi.Ledger;

/// <summary>
/// Checks that disclosures can be put on record: the disk takes as much as the ledger needs next, the writer is not stuck, and after a failure it can write
/// again. So readiness recovers though no question comes.
/// </summary>
public sealed class LedgerCheck(LedgerFolder ledger, LedgerAppender log) : IReadinessCheck
{
    private const string ProbeName = "room.probe";

    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenProbes = TimeSpan.FromSeconds(1);

    private long probedAt;

    /// <inheritdoc/>
    public string Part => "ledger";

    /// <inheritdoc/>
    public async ValueTask<Readiness> CheckAsync()
    {
        if (!log.IsOpen || log.IsWritingLongerThan(LongestWrite)) return Readiness.Unavailable;
        Probe();

        if (log.IsFailing) await log.ProbeAsync().WaitAsync(LongestWrite);
        return Readiness.Ready;
    }

    // A probe that failed is made again by the next check, so that nothing keeps the gateway out of service; one that passed holds for a moment.
    private void Probe()
    {
        if (probedAt != 0 && Stopwatch.GetElapsedTime(probedAt) < BetweenProbes) return;
        probedAt = 0;
        var file = Path.Combine(ledger.Path, $"{ProbeName}-{Environment.ProcessId}");
        try
        {
            using var handle = LedgerFile.Open(file, FileMode.OpenOrCreate);
            RandomAccess.Write(handle, new byte[SegmentWriter.Preallocation], 0);
            RandomAccess.FlushToDisk(handle);
        }
        finally
        {
            // Need not survive a crash: the next probe overwrites it.
            File.Delete(file);
        }
        probedAt = Stopwatch.GetTimestamp();
    }
}
