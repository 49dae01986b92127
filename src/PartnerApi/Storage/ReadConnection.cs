using System.Text;

namespace PartnerApi.Storage;

/// <summary>A pooled connection with its prepared statements and the generations of its current snapshot. Used by one session at a time.</summary>
internal sealed class ReadConnection : IDisposable
{
    private readonly RawConnection connection;
    private readonly Statement begin;
    private readonly Statement commit;
    private readonly Statement readGenerations;
    private Statement?[] statements = new Statement?[16];
    private (byte[] Utf8, string Name, long Value)[] generations = [];

    /// <summary>Opens the file for reading.</summary>
    public ReadConnection(string file)
    {
        connection = RawConnection.OpenRead(file);
        try
        {
            begin = connection.Prepare("BEGIN");
            commit = connection.Prepare("COMMIT");
            readGenerations = connection.Prepare("SELECT Name, Value FROM Generations");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>True when it must not go back to the pool.</summary>
    public bool Broken => connection.Broken;

    /// <summary>Starts a read transaction. Reading the generations is what takes the snapshot.</summary>
    public void Begin()
    {
        begin.Run();
        var index = 0;
        while (readGenerations.Step()) Note(index++, readGenerations.Blob(0), readGenerations.Int64(1));
        readGenerations.Reset();
    }

    /// <summary>Ends the transaction.</summary>
    public void End() => commit.Run();

    /// <summary>The statement of a query, prepared at its first use.</summary>
    public Statement Statement(Query query)
    {
        if (query.Ordinal >= statements.Length) Array.Resize(ref statements, Math.Max(query.Ordinal + 1, statements.Length * 2));
        return statements[query.Ordinal] ??= connection.Prepare(query.Sql);
    }

    /// <summary>A generation of this snapshot.</summary>
    public long Generation(string name)
    {
        foreach (var generation in generations)
        {
            if (generation.Name == name) return generation.Value;
        }
        throw new ArgumentException($"There is no generation {name}.", nameof(name));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in statements) statement?.Dispose();
        begin.Dispose();
        commit.Dispose();
        readGenerations.Dispose();
        connection.Dispose();
    }

    // The names are the same at every session; only a new one costs a string.
    private void Note(int index, ReadOnlySpan<byte> name, long value)
    {
        if (index == generations.Length) Array.Resize(ref generations, index + 1);
        ref var generation = ref generations[index];
        if (generation.Utf8 is null || !name.SequenceEqual(generation.Utf8)) generation = (name.ToArray(), Encoding.UTF8.GetString(name), value);
        generation.Value = value;
    }
}
