using PartnerApi.Core;
using PartnerApi.Storage;

namespace PartnerApi.Partners;

/// <summary>
/// Checks that the database can be read and that the directory of partners is loaded. It uses a separate connection: a readiness check must neither take
/// a session from requests nor depend on the number of sessions in use.
/// </summary>
internal sealed class DirectoryCheck(Store store, PartnerDirectory directory) : IReadinessCheck, IDisposable
{
    private readonly Lock gate = new();
    private StoreConnection? connection;

    /// <inheritdoc/>
    public string Part => "database";

    /// <inheritdoc/>
    public ValueTask<Readiness> CheckAsync()
    {
        lock (gate)
        {
            try
            {
                var open = connection ??= store.OpenRead();
                open.Begin();
                var generation = open.Generations.Of(DirectoryGeneration.Name);
                open.Commit();
                return new(directory.Current(generation) is null ? Readiness.Unavailable : Readiness.Ready);
            }
            catch
            {
                // The next check opens a new connection.
                Close();
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate) Close();
    }

    private void Close()
    {
        connection?.Dispose();
        connection = null;
    }
}
