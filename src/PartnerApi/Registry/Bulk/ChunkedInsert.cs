using System.Diagnostics;
using PartnerApi.Storage;

namespace PartnerApi.Registry.Bulk;

/// <summary>
/// Inserts sorted rows in short transactions. Each holds the single writer lock for about <see cref="Hold"/>. Merging and settling happen between
/// transactions, when other writers can run.
/// </summary>
internal sealed class ChunkedInsert(BulkConnection connection, long generation)
{
    private static readonly TimeSpan Hold = TimeSpan.FromMilliseconds(25);
    private const int FirstChunk = 500;

    /// <summary>The most rows of a transaction.</summary>
    public const int LargestChunk = 8_000;

    private int rowsInChunk = FirstChunk;

    /// <summary>Inserts all rows of a table; reports the number of rows at each commit.</summary>
    public void Insert(RowLayout layout, RunMerger rows, Action<int> committed, CancellationToken cancellation)
    {
        using var insert = connection.PrepareInsert(layout.Rows, generation);
        var chunk = Array.Empty<byte>();
        while (true)
        {
            // A small import does not need the largest buffer.
            var length = rowsInChunk * layout.Length;
            if (chunk.Length < length) chunk = new byte[chunk.Length == 0 ? length : LargestChunk * layout.Length];
            var count = rows.Read(chunk.AsMemory(0, length));
            if (count == 0) return;
            cancellation.ThrowIfCancellationRequested();
            var started = Stopwatch.GetTimestamp();
            insert.Insert(chunk.AsSpan(0, count * layout.Length), count);
            Adapt(Stopwatch.GetElapsedTime(started));
            connection.Settle();
            committed(count);
            if (count * layout.Length < length) return;
        }
    }

    private void Adapt(TimeSpan held)
    {
        if (held > Hold) rowsInChunk = Math.Max(FirstChunk, rowsInChunk * 2 / 3);
        else if (held < Hold / 2) rowsInChunk = Math.Min(LargestChunk, rowsInChunk * 3 / 2);
    }
}
