using PartnerApi.Core;

namespace PartnerApi.Storage;

/// <summary>How rows of a bulk insertion stand in memory: columns of bytes of fixed length, one after another, and one number that all have.</summary>
/// <param name="Table">The table.</param>
/// <param name="Columns">The columns' names and lengths, in the order of the bytes.</param>
/// <param name="NumberColumn">The column that is the same in all rows.</param>
public sealed record BulkRows(string Table, IReadOnlyList<(string Name, int Length)> Columns, string NumberColumn)
{
    /// <summary>Bytes of a row.</summary>
    public int Length { get; } = Columns.Sum(column => column.Length);
}

/// <summary>
/// A connection for bulk writing beside EF and beside the one writer: short transactions, of which nothing is seen until a generation is
/// raised. Statements stand for themselves unless they are within a transaction of the caller's. Not safe for concurrent use.
/// </summary>
public abstract class BulkConnection : IDisposable
{
    /// <summary>Keeps other imports away, also those of other hosts, until the connection is disposed or its process ends; false when one is running.</summary>
    public abstract bool TryLockImports();

    /// <summary>Prepares a statement; the caller disposes it before the connection.</summary>
    public abstract Statement Prepare(string sql);

    /// <summary>
    /// Runs statements in one transaction, durably: when it returns, they and all before them survive a loss of power. An exception rolls all of
    /// them back. Keep it short: it holds the one writer.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be written; when the commit's answer was lost, the trouble says so.</exception>
    public abstract void RunDurably(Action statements);

    /// <summary>Prepares the insertion of rows.</summary>
    public abstract BulkInsert PrepareInsert(BulkRows rows, long number);

    /// <summary>Between two short transactions: moves what was written to its place, while other writers have their turn.</summary>
    public abstract void Settle();

    /// <summary>
    /// After many changes: leaves no more of what was deleted than the database must. False when a reader's open snapshot was in the way.
    /// </summary>
    /// <param name="tables">The tables that were written.</param>
    public abstract bool Clean(IEnumerable<string> tables);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>Inserts rows, so many in a transaction.</summary>
public abstract class BulkInsert : IDisposable
{
    /// <summary>Inserts <paramref name="count"/> rows in one transaction.</summary>
    public abstract void Insert(ReadOnlySpan<byte> rows, int count);

    /// <inheritdoc/>
    public abstract void Dispose();
}
