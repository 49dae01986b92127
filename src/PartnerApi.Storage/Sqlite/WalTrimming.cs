using PartnerApi.Core;

namespace PartnerApi.Storage.Sqlite;

/// <summary>
/// Truncates the write-ahead log of the SQLite file every minute. Its frames show the order in which transactions changed the tables, and the ledger shows
/// the order of the same requests, so that a copy of a running gateway's folder could be joined. A reader's open snapshot delays it by a minute.
/// </summary>
internal sealed partial class WalTrimming(Store store, StorageSettings settings, TimeProvider time, ILogger<WalTrimming> logger) : BackgroundJob(time)
{
    /// <inheritdoc/>
    protected override TimeSpan Interval { get; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override bool IsNeeded => store is SqliteStore;

    /// <summary>Truncates the log if it is not empty and no reader has an open snapshot. Does not wait.</summary>
    public void Trim()
    {
        if (new FileInfo(settings.DatabaseFile + "-wal") is { Exists: true, Length: > 0 }) SqliteStore.TruncateWal(settings, mayWait: false);
    }

    /// <inheritdoc/>
    protected override Task RunAsync(CancellationToken cancel)
    {
        Trim();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override bool TryLog(Exception error)
    {
        if (error is not StoreUnavailableException { Trouble: var trouble }) return false;
        LogNotTrimmed(trouble);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "The database's write-ahead log could not be truncated ({Trouble}). The next attempt is in a minute.")]
    private partial void LogNotTrimmed(StoreTrouble trouble);
}
