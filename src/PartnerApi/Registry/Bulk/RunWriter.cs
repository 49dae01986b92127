namespace PartnerApi.Registry.Bulk;

/// <summary>Buffers rows of one table and writes each full buffer to a file as a sorted run. Used by one thread.</summary>
internal sealed class RunWriter(RowLayout layout, string folder, int rowsInRun)
{
    private const int LargestBuffer = 1 << 18, FirstRows = 1 << 7;

    // The buffers grow to the size of a run. With that size from the start, a small import would take more time for garbage collection than for anything else.
    private byte[] rows = new byte[Math.Min(FirstRows, rowsInRun) * layout.Length];
    private ulong[] order = new ulong[Math.Min(FirstRows, rowsInRun)];
    private int[] indexes = new int[Math.Min(FirstRows, rowsInRun)];
    private int count;

    public RowLayout Layout => layout;

    /// <summary>The files written so far, each with sorted rows.</summary>
    public List<(string File, int Rows)> Runs { get; } = [];

    /// <summary>The buffer for the next row. Fill it, then call <see cref="Add"/>.</summary>
    public Span<byte> Next => rows.AsSpan(count * layout.Length, layout.Length);

    public void Add()
    {
        order[count] = RowLayout.Order(Next);
        indexes[count] = count;
        if (++count == rowsInRun) Flush();
        else if (count == order.Length) Grow();
    }

    private void Grow()
    {
        var size = Math.Min(count * 2, rowsInRun);
        Array.Resize(ref rows, size * layout.Length);
        Array.Resize(ref order, size);
        Array.Resize(ref indexes, size);
    }

    /// <summary>Writes the buffered rows.</summary>
    public void Flush()
    {
        if (count > 0) SpillFolder.Guard(WriteRun);
    }

    private void WriteRun()
    {
        Array.Sort(order, indexes, 0, count);
        var file = Path.Combine(folder, $"{layout.Table}-{Environment.CurrentManagedThreadId}-{Runs.Count}.run");
        using var stream = SpillFolder.Create(file, Math.Min(count * layout.Length, LargestBuffer));
        for (var index = 0; index < count; index++) stream.Write(rows, indexes[index] * layout.Length, layout.Length);
        Runs.Add((file, count));
        count = 0;
    }
}
