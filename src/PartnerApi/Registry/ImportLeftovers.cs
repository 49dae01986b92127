using PartnerApi.Core;
using PartnerApi.Registry.Bulk;
using PartnerApi.Storage;

namespace PartnerApi.Registry;

/// <summary>At start, removes the temporary files of an import that was killed. They are sealed under a key that is gone; nobody needs them.</summary>
internal sealed class ImportLeftovers(StorageSettings settings) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Whoever has the lock imports now, and the files are in use.
        using var alone = FileLock.Try(Path.Combine(settings.DataFolder, StorageSettings.ImportLock));
        if (alone is not null) SpillFolder.Remove(settings.DataFolder);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
