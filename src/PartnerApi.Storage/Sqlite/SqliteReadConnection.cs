using System.Text;

namespace PartnerApi.Storage.Sqlite;

/// <summary>A read connection to the SQLite file.</summary>
internal sealed class SqliteReadConnection : ReadConnection
{
    private readonly RawConnection connection;
    private readonly SqliteStatement begin;
    private readonly SqliteStatement commit;
    private readonly SqliteStatement readGenerations;

    public SqliteReadConnection(string file)
    {
        connection = RawConnection.OpenRead(file);
        try
        {
            begin = connection.Prepare("BEGIN");
            commit = connection.Prepare("COMMIT");
            readGenerations = connection.Prepare("SELECT \"Name\", \"Value\" FROM \"Generations\"");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override bool Broken => connection.Broken;

    /// <inheritdoc/>
    public override void Begin()
    {
        // Reading the generations takes the snapshot.
        begin.Run();
        var count = 0;
        while (readGenerations.Step()) Note(count++, readGenerations.Blob(0), readGenerations.Int64(1));
        readGenerations.Reset();
        Generations.RemoveRange(count, Generations.Count - count);
    }

    /// <inheritdoc/>
    public override void End() => commit.Run();

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        begin.Dispose();
        commit.Dispose();
        readGenerations.Dispose();
        connection.Dispose();
    }

    /// <inheritdoc/>
    protected override Statement Prepare(string sql) => connection.Prepare(sql);

    // The names are the same in every session, so only a new name allocates a string.
    private void Note(int index, ReadOnlySpan<byte> name, long value)
    {
        if (index == Generations.Count) Generations.Add((Encoding.UTF8.GetString(name), value));
        else Generations[index] = (Ascii.Equals(name, Generations[index].Name) ? Generations[index].Name : Encoding.UTF8.GetString(name), value);
    }
}
