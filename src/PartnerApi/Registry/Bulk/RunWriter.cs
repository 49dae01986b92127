namespace PartnerApi.Registry.Bulk;

/// <summary>Collects rows of one table, and whenever its memory is full writes them as a sorted run to a file. Used by one thread.</summary>
internal sealed class RunWriter(RowLayout layout, string folder, int rowsInRun)
{
    private const int FileBuffer = 1 << 18;

    private readonly byte[] rows = new byte[rowsInRun * layout.Length];
    private readonly ulong[] order = new ulong[rowsInRun];
    private readonly int[] places = new int[rowsInRun];
    private int count;

    /// <summary>The table.</summary>
    public RowLayout Layout => layout;

    /// <summary>The runs so far: files of sorted rows.</summary>
    public List<(string File, int Rows)> Runs { get; } = [];

    /// <summary>The place for the next row; fill it, then <see cref="Add"/> it.</summary>
    public Span<byte> Next => rows.AsSpan(count * layout.Length, layout.Length);

    /// <summary>Keeps the row in <see cref="Next"/>.</summary>
    public void Add()
    {
        order[count] = RowLayout.Order(Next);
        places[count] = count;
        if (++count == rowsInRun) Flush();
    }

    /// <summary>Writes what is left.</summary>
    public void Flush()
    {
        if (count > 0) SpillFolder.Guard(WriteRun);
    }

    private void WriteRun()
    {
        Array.Sort(order, places, 0, count);
        var file = Path.Combine(folder, $"{layout.Table}-{Environment.CurrentManagedThreadId}-{Runs.Count}.run");
        using var stream = SpillFolder.Create(file, FileBuffer);
        for (var index = 0; index < count; index++) stream.Write(rows, places[index] * layout.Length, layout.Length);
        Runs.Add((file, count));
        count = 0;
    }
}
