namespace PartnerApi.Storage;

/// <summary>
/// One read transaction on one snapshot of the database. Not safe for concurrent use. Dispose it as soon as the results are read.
/// </summary>
public sealed class ReadSession(ReadSessions pool, ReadConnection connection) : IDisposable
{
    private ReadConnection? connection = connection;

    /// <summary>A generation in this snapshot: a constant of <see cref="Storage.Generation"/>.</summary>
    public long Generation(string name) => Connection.Generation(name);

    /// <summary>The prepared statement of a query. Bind, step, read, and reset it before the next use.</summary>
    public Statement Statement(Query query) => Connection.Statement(query);

    private ReadConnection Connection => connection ?? throw new ObjectDisposedException(nameof(ReadSession));

    /// <summary>Ends the transaction and returns the connection to the pool.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref connection, null) is { } returned) pool.Return(returned);
    }
}
