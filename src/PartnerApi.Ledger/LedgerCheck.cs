using System.Diagnostics;
using PartnerApi.Core;

namespace PartnerApi.Ledger;

/// <summary>
/// Checks that disclosures can be recorded: the disk has space for the next allocation, the writer is not blocked, and it can write again after a failure.
/// So readiness recovers without requests.
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

    // A successful probe is valid for a moment. A failed one is repeated by the next check, so that the gateway recovers at once.
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
