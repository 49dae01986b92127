using PartnerApi.Core;

namespace PartnerApi.Storage;

/// <summary>Runs prepared statements on one connection.</summary>
public interface IStatements
{
    /// <summary>The prepared statement of a query. Bind, step, read, and reset it before the next use.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be used.</exception>
    Statement Statement(Query query);
}

/// <summary>
/// The text of a statement. Keep it in a static field: each connection prepares it once and finds it by its
/// <see cref="Ordinal"/>.
/// </summary>
public sealed class Query(string sql)
{
    private static int count;

    /// <summary>The SQL text.</summary>
    public string Sql { get; } = sql;

    /// <summary>The index in every connection's list of statements.</summary>
    public int Ordinal { get; } = Interlocked.Increment(ref count) - 1;
}

/// <summary>
/// A prepared statement on one connection, for repeated use: bind, step, read, reset. Parameters are numbered from 1 in the order of their first
/// occurrence in the text (written $1, $2), and columns from 0. Not safe for concurrent use.
/// </summary>
public abstract class Statement : IDisposable
{
    /// <summary>Sets a parameter to bytes, which are copied.</summary>
    public abstract Statement Bind(int parameter, ReadOnlySpan<byte> value);

    /// <summary>Sets a parameter to a number.</summary>
    public abstract Statement Bind(int parameter, long value);

    /// <summary>Sets a parameter to a text.</summary>
    public abstract Statement Bind(int parameter, string value);

    /// <summary>Advances to the next row. Returns false after the last one.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read or written.</exception>
    public abstract bool Step();

    /// <summary>True if the column is null.</summary>
    public abstract bool IsNull(int column);

    /// <summary>A column's bytes, valid until the next step or reset.</summary>
    public abstract ReadOnlySpan<byte> Blob(int column);

    /// <summary>A column's number.</summary>
    public abstract long Int64(int column);

    /// <summary>A column's text.</summary>
    public abstract string Text(int column);

    /// <summary>A column's day; null if it is null.</summary>
    public abstract DateOnly? Day(int column);

    /// <summary>Ends the statement's run, without which its transaction cannot end. Parameters keep their values.</summary>
    public abstract void Reset();

    /// <summary>Runs a statement that returns no rows, and resets it.</summary>
    public void Run()
    {
        Step();
        Reset();
    }

    /// <inheritdoc/>
    public abstract void Dispose();
}
