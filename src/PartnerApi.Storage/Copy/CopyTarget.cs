using System.Data.Common;
using Npgsql;
using PartnerApi.Core;
using PartnerApi.Storage.PostgreSql;

namespace PartnerApi.Storage.Copy;

/// <summary>
/// The PostgreSQL side of a copy. From its beginning to its end a row of Generations says that the copy is not finished, and keeps a gateway from
/// starting on half of the data.
/// </summary>
internal sealed class CopyTarget : IDisposable
{
    private readonly PostgreSqlBulkConnection connection;

    /// <summary>Connects, and keeps imports and other copies away.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be reached, or one of those is running.</exception>
    public CopyTarget(PostgreSqlSources sources)
    {
        connection = new PostgreSqlBulkConnection(sources);
        if (connection.TryLockImports()) return;
        connection.Dispose();
        throw new StoreUnavailableException("an import or another copy is running on the target", StoreTrouble.Busy);
    }

    /// <summary>
    /// Begins to copy a source in this <paramref name="state"/>, or goes on. What was copied from the source in another state is removed first.
    /// </summary>
    /// <exception cref="SettingException">The database holds data that no copy brought.</exception>
    public void Begin(GatewayDbContext context, IReadOnlyList<CopiedTable> tables, IReadOnlyList<CopiedTable> resumable, long state)
    {
        if (context.Find<Generation>(Generation.Copying) is not { } copying)
        {
            if (tables.Where(table => table.Name != GenerationConfiguration.Table).FirstOrDefault(table => Number(table.Count) > 0) is { } full)
                throw new SettingException(StorageSettings.PostgreSqlSetting, $"its database is not empty (table {full.Name}); copy into a new one.");
            context.Add(new Generation { Name = Generation.Copying, Value = state });
        }
        else if (copying.Value != state)
        {
            connection.Execute($"TRUNCATE {string.Join(", ", resumable.Select(table => $"\"{table.Name}\""))}");
            copying.Value = state;
        }
        context.SaveChanges();
    }

    /// <summary>The number that a statement returns.</summary>
    public long Number(string sql) => PostgreSqlCalls.Guard(() => (long)Command(sql).ExecuteScalar()!);

    /// <summary>The highest key that is there; empty when there are no rows.</summary>
    public IReadOnlyList<object> LastKey(CopiedTable table) => PostgreSqlCalls.Guard<IReadOnlyList<object>>(() =>
    {
        using var row = Command(table.SelectLastKey).ExecuteReader();
        var key = new object[row.FieldCount];
        if (!row.Read()) return [];
        row.GetValues(key);
        return key;
    });

    /// <summary>A table's rows in the order of their key.</summary>
    public DbDataReader Read(CopiedTable table) => PostgreSqlCalls.Guard(() => Command(table.Select).ExecuteReader());

    /// <summary>Takes up to <paramref name="most"/> rows, all of them or none; returns how many there were.</summary>
    public int Take(CopiedTable table, DbDataReader rows, int most) => PostgreSqlCalls.Guard(() =>
    {
        using var import = connection.Connection.BeginBinaryImport(table.CopyIn);
        import.Timeout = TimeSpan.FromMinutes(1);
        var types = table.Types;
        var taken = 0;
        for (; taken < most && rows.Read(); taken++)
        {
            import.StartRow();
            for (var column = 0; column < types.Count; column++)
            {
                if (table.Value(rows, column) is { } value) import.Write(value, types[column]);
                else import.WriteNull();
            }
        }
        import.Complete();
        return taken;
    });

    /// <summary>Counts the rows of big tables anew for the planner.</summary>
    public void Settle(IEnumerable<CopiedTable> tables) => connection.Clean(tables.Select(table => table.Name));

    /// <summary>Runs the last step in one durable transaction, which also ends the time in which no gateway starts.</summary>
    public void Finish(Action last)
    {
        connection.Execute("SET synchronous_commit = on; BEGIN");
        connection.Execute($"""DELETE FROM "{GenerationConfiguration.Table}" """);
        last();
        connection.Execute("COMMIT");
    }

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    private NpgsqlCommand Command(string sql) => new(sql, connection.Connection) { CommandTimeout = 0 };
}
