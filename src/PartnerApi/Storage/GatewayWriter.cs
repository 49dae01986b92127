namespace PartnerApi.Storage;

/// <summary>
/// Short write transactions through EF, one after another, also those of other processes: SQLite has one writer, and on PostgreSQL nothing needs
/// to be tried twice. A queue costs no thread while it waits.
/// </summary>
internal sealed class GatewayWriter(Store store) : IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(StorageSettings.BusySeconds);

    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>
    /// Runs <paramref name="change"/> in a write transaction, saves what it changed on the context, and commits. Keep it short and free of other
    /// waiting: it holds the one writer. An exception rolls everything back.
    /// </summary>
    /// <exception cref="StoreUnavailableException">
    /// The database cannot be written, or others held it: two seconds for this process's turn, two for other processes', and on PostgreSQL two for
    /// each table or row that somebody locked. Nothing was changed, unless it says that the outcome is not known.
    /// </exception>
    public async Task<T> WriteAsync<T>(Func<GatewayDbContext, T> change, CancellationToken cancellation = default)
    {
        if (!await turn.WaitAsync(MaxWait, cancellation)) throw new StoreUnavailableException("every writer is waiting", StoreTrouble.Busy);
        try
        {
            return store.Write(change);
        }
        catch (Exception error) when (error is not StoreUnavailableException && StoreUnavailableException.Find(error) is { } typed)
        {
            throw typed;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The same, for a change that returns nothing.</summary>
    public Task WriteAsync(Action<GatewayDbContext> change, CancellationToken cancellation = default) =>
        WriteAsync(
            context =>
            {
                change(context);
                return 0;
            },
            cancellation);

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();
}
