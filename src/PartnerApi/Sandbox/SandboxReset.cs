using Microsoft.Data.Sqlite;
using PartnerApi.Core;
using PartnerApi.Ledger;
using PartnerApi.Partners;
using PartnerApi.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Sandbox;

/// <summary>The result of <see cref="SandboxReset"/>.</summary>
internal enum ResetOutcome
{
    /// <summary>The files were removed.</summary>
    Done,

    /// <summary>The folder has no database, or not one of the sandbox. Nothing was changed.</summary>
    NoSandbox,

    /// <summary>A gateway, an import, or another command uses the folder. Nothing was changed.</summary>
    InUse,
}

/// <summary>
/// Puts a sandbox on SQLite back to its first state: removes the database, the ledger, and drawn statistics, by the names that the gateway gives them. The
/// keys stay. The next start creates the rest.
/// </summary>
internal sealed class SandboxReset(StorageSettings settings, StorageStartup startup, PartnerDirectory directory, LedgerFolder ledger)
{
    // In the order of removal. A start after an interruption finds a database with its ledger, or no database.
    private static readonly string[] DatabaseFiles = ["partner-api.db", "partner-api.db-wal", "partner-api.db-shm"];
    private static readonly string[] LedgerFiles = ["????-??-??-*.log", "????-??-??-*.heads", "????-??-??-*.torn", "writer-*.lock", "writer-*.settled", "retention.lock"];

    /// <summary>Whether the folder has a database, and the secrets that only a sandbox creates. Anything else must not be opened, because that changes it.</summary>
    public static bool LooksLikeSandbox(string folder) =>
        File.Exists(new StorageSettings(folder).DatabaseFile) && File.Exists(Path.Combine(folder, "keys", "lookup.secret"));

    /// <summary>Removes the files.</summary>
    /// <returns>The outcome, and the removed files, relative to the data folder.</returns>
    /// <exception cref="SettingException">The database has other secrets or a newer version.</exception>
    public (ResetOutcome Outcome, IReadOnlyList<string> Removed) Run()
    {
        if (!LooksLikeSandbox(settings.DataFolder)) return (ResetOutcome.NoSandbox, []);
        if (SegmentWriter.IsAnyRunning(ledger.Path)) return (ResetOutcome.InUse, []);
        using var alone = FileLock.Try(Path.Combine(settings.DataFolder, StorageSettings.ImportLock));
        if (alone is null) return (ResetOutcome.InUse, []);
        startup.PrepareExisting();
        var snapshot = directory.Load();
        if (SandboxPartners.All.Any(partner => snapshot.FindClient(partner.Id) is null)) return (ResetOutcome.NoSandbox, []);

        // A pooled connection would write to the removed file when it is closed.
        SqliteConnection.ClearAllPools();
        var removed = new List<string>();
        Remove(settings.DataFolder, DatabaseFiles, removed);
        Remove(ledger.Path, LedgerFiles, removed);
        Remove(Path.Combine(settings.DataFolder, DrawnMonths.FolderName), ["*"], removed);
        return (ResetOutcome.Done, removed);
    }

    private void Remove(string folder, IEnumerable<string> names, List<string> removed)
    {
        if (!Directory.Exists(folder)) return;
        foreach (var file in names.SelectMany(name => Directory.EnumerateFiles(folder, name).Order(StringComparer.Ordinal)).ToList())
        {
            File.Delete(file);
            removed.Add(Path.GetRelativePath(settings.DataFolder, file).Replace('\\', '/'));
        }
        DurableFiles.FlushFolder(folder);
    }
}
