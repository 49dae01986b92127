using PartnerApi.Core;

namespace PartnerApi.Storage;

/// <summary>
/// A connection with prepared statements, for reading or for short write transactions. Used by one transaction at a time. Disposal rolls back a transaction
/// that was not committed.
/// </summary>
public abstract class StoreConnection : IStatements, IDisposable
{
    private Statement?[] statements = new Statement?[16];

    /// <summary>True if the connection must not be used again.</summary>
    public abstract bool Broken { get; }

    /// <summary>The generations of the transaction, which <see cref="Begin"/> reads.</summary>
    public SnapshotGenerations Generations { get; } = new();

    /// <summary>
    /// Begins a transaction and reads its generations. For reading, it has one snapshot. For writing, it excludes the short write transactions of other
    /// processes, and sees what they committed.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be used, or others locked it for too long.</exception>
    public abstract void Begin();

    /// <summary>Ends the transaction. Its writes are durable.</summary>
    /// <exception cref="StoreUnavailableException">It is not durable, unless the trouble is <see cref="StoreTrouble.OutcomeUnknown"/>.</exception>
    public abstract void Commit();

    /// <summary>The statement of a query, prepared at its first use.</summary>
    public Statement Statement(Query query)
    {
        if (query.Ordinal >= statements.Length) Array.Resize(ref statements, Math.Max(query.Ordinal + 1, statements.Length * 2));
        return statements[query.Ordinal] ??= Prepare(query.Sql);
    }

    /// <summary>Looks up rows by their keys in this transaction.</summary>
    public virtual void Find(KeyedRows rows)
    {
        var statement = Statement(rows.Query.One).Bind(2, Generations.Of(rows.Query.Generation));
        for (var index = 0; index < rows.Count; index++)
        {
            try
            {
                if (statement.Bind(1, rows.Key(index)).Step()) rows.Take(index, statement);
            }
            finally
            {
                statement.Reset();
            }
        }
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        foreach (var statement in statements) statement?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Prepares a statement on this connection.</summary>
    protected abstract Statement Prepare(string sql);
}
