using PartnerApi.Core;

namespace PartnerApi.Storage;

/// <summary>A pooled connection with its prepared statements and the generations of its current snapshot. Used by one session at a time.</summary>
public abstract class ReadConnection : IDisposable
{
    private Statement?[] statements = new Statement?[16];

    /// <summary>True if the connection must not return to the pool.</summary>
    public abstract bool Broken { get; }

    /// <summary>Starts a read transaction on one snapshot, and reads its generations.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    public abstract void Begin();

    /// <summary>Ends the transaction.</summary>
    /// <exception cref="StoreUnavailableException">The transaction could not be ended. The connection is broken.</exception>
    public abstract void End();

    /// <summary>The statement of a query, prepared at its first use.</summary>
    public Statement Statement(Query query)
    {
        if (query.Ordinal >= statements.Length) Array.Resize(ref statements, Math.Max(query.Ordinal + 1, statements.Length * 2));
        return statements[query.Ordinal] ??= Prepare(query.Sql);
    }

    /// <summary>A generation of this snapshot.</summary>
    public long Generation(string name)
    {
        foreach (var generation in Generations)
        {
            if (generation.Name == name) return generation.Value;
        }
        throw new ArgumentException($"There is no generation {name}.", nameof(name));
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        foreach (var statement in statements) statement?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The generations of this snapshot, which <see cref="Begin"/> reads.</summary>
    protected List<(string Name, long Value)> Generations { get; } = [];

    /// <summary>Prepares a statement on this connection.</summary>
    protected abstract Statement Prepare(string sql);
}
