using PartnerApi.Core;
using PartnerApi.Storage;

namespace PartnerApi.Registry.Bulk;

/// <summary>Removes the temporary files of a killed import at start. They are sealed with a key that no longer exists, so they are useless.</summary>
internal sealed class ImportLeftovers(StorageSettings settings) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // If another process holds the lock, it is importing and uses the files.
        using var alone = FileLock.Try(Path.Combine(settings.DataFolder, StorageSettings.ImportLock));
        if (alone is not null) SpillFolder.Remove(settings.DataFolder);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
