using PartnerApi.Core;

namespace PartnerApi.Storage.Sqlite;

/// <summary>
/// Empties the write-ahead log of the SQLite file every minute. Its frames show in which order transactions changed the tables, and the ledger shows in which
/// order the same questions were asked: a copy of a running gateway's folder would join the two. A reader's open snapshot puts it off by a minute.
/// </summary>
internal sealed partial class WalTrimming(Store store, StorageSettings settings, TimeProvider time, ILogger<WalTrimming> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (store is not SqliteStore) return;
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) Trim();
    }

    /// <summary>Empties it, if there is something in it and nobody reads it. Waits for nobody.</summary>
    public void Trim()
    {
        if (new FileInfo(settings.DatabaseFile + "-wal") is not { Exists: true, Length: > 0 }) return;
        try
        {
            SqliteStore.TruncateWal(settings, mayWait: false);
        }
        catch (StoreUnavailableException error)
        {
            LogNotTrimmed(error.Trouble);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The database's write-ahead log could not be emptied ({Trouble}); tried again in a minute.")]
    private partial void LogNotTrimmed(StoreTrouble trouble);
}
