namespace PartnerApi.Registry.Bulk;

/// <summary>Reads the rows of many sorted runs of one table as one sorted sequence.</summary>
internal sealed class RunMerger : IDisposable
{
    private const int LargestBuffer = 1 << 17;

    private readonly RowLayout layout;
    private readonly List<FileStream> files = [];
    private readonly PriorityQueue<(FileStream File, byte[] Row), ulong> runs = new();

    public RunMerger(RowLayout layout, IEnumerable<string> runs)
    {
        this.layout = layout;
        foreach (var run in runs) SpillFolder.Guard(() => Open(run));
    }

    /// <summary>Copies as many of the next rows to <paramref name="rows"/> as fit; returns their number, 0 at the end.</summary>
    public int Read(Memory<byte> rows)
    {
        var read = 0;
        SpillFolder.Guard(() => read = Fill(rows.Span));
        return read;
    }

    private int Fill(Span<byte> rows)
    {
        var read = 0;
        while (rows.Length >= layout.Length && runs.TryPeek(out var run, out _))
        {
            run.Row.CopyTo(rows);
            rows = rows[layout.Length..];
            read++;
            if (Fill(run.File, run.Row)) runs.DequeueEnqueue(run, RowLayout.Order(run.Row));
            else runs.Dequeue();
        }
        return read;
    }

    /// <inheritdoc/>
    public void Dispose() => files.ForEach(file => file.Dispose());

    private void Open(string run)
    {
        // The runs of a small import need no large buffers.
        var buffer = (int)Math.Min(new FileInfo(run).Length, LargestBuffer);
        var file = new FileStream(run, FileMode.Open, FileAccess.Read, FileShare.Read, buffer, FileOptions.SequentialScan);
        files.Add(file);
        var row = new byte[layout.Length];
        if (Fill(file, row)) runs.Enqueue((file, row), RowLayout.Order(row));
    }

    private static bool Fill(FileStream file, byte[] row)
    {
        var length = file.ReadAtLeast(row, row.Length, throwOnEndOfStream: false);
        return length == row.Length || (length == 0 ? false : throw new EndOfStreamException());
    }
}
