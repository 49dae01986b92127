using PartnerApi.Core;

namespace PartnerApi.Storage;

/// <summary>The memory layout of rows in a bulk insert: consecutive byte columns of fixed length, and one number that is the same in all rows.</summary>
/// <param name="Table">The table that receives the rows.</param>
/// <param name="Columns">The columns' names and lengths, in the order of the bytes.</param>
/// <param name="NumberColumn">The column of the number that is the same in all rows.</param>
public sealed record BulkRows(string Table, IReadOnlyList<(string Name, int Length)> Columns, string NumberColumn)
{
    /// <summary>The length of a row in bytes.</summary>
    public int Length { get; } = Columns.Sum(column => column.Length);
}

/// <summary>
/// A connection for bulk writing in short transactions, independent of EF and <see cref="GatewayWriter"/>. Readers see nothing until a generation is
/// raised. A statement outside a transaction commits on its own. Not safe for concurrent use.
/// </summary>
public abstract class BulkConnection : IDisposable
{
    /// <summary>Locks out other imports, on any host, until the connection is disposed or its process exits. Returns false if one is running.</summary>
    public abstract bool TryLockImports();

    /// <summary>Prepares a statement. The caller disposes it before the connection.</summary>
    public abstract Statement Prepare(string sql);

    /// <summary>
    /// Runs statements in one durable transaction: when it returns, they and all earlier ones survive a power loss. An exception rolls all of them
    /// back. Keep it short, because it blocks other writers.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be written. The trouble is OutcomeUnknown if the commit's result was lost.</exception>
    public abstract void RunDurably(Action statements);

    /// <summary>Prepares the insertion of rows.</summary>
    public abstract BulkInsert PrepareInsert(BulkRows rows, long number);

    /// <summary>Checkpoints written data between two short transactions, while other writers can run.</summary>
    public abstract void Settle();

    /// <summary>
    /// Removes remains of deleted data after many changes, as far as the database can. Returns false if a reader's open snapshot prevented it.
    /// </summary>
    /// <param name="tables">The tables that were written.</param>
    public abstract bool Clean(IEnumerable<string> tables);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>Inserts rows in transactions of many rows.</summary>
public abstract class BulkInsert : IDisposable
{
    /// <summary>Inserts <paramref name="count"/> rows in one transaction.</summary>
    public abstract void Insert(ReadOnlySpan<byte> rows, int count);

    /// <inheritdoc/>
    public abstract void Dispose();
}
