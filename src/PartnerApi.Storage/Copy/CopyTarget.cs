using System.Data.Common;
using Npgsql;
using PartnerApi.Core;
using PartnerApi.Storage.PostgreSql;

namespace PartnerApi.Storage.Copy;

/// <summary>
/// The PostgreSQL side of a copy. Until the copy is finished, a row in Generations marks it as incomplete and prevents gateways from starting on
/// partial data.
/// </summary>
internal sealed class CopyTarget : IDisposable
{
    private readonly PostgreSqlBulkConnection connection;

    /// <summary>Connects, and locks out imports and other copies.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be reached, or an import or another copy is running.</exception>
    public CopyTarget(PostgreSqlSources sources)
    {
        connection = new PostgreSqlBulkConnection(sources);
        if (connection.TryLockImports()) return;
        connection.Dispose();
        throw new StoreUnavailableException("an import or another copy is running on the target", StoreTrouble.Busy);
    }

    /// <summary>
    /// Begins or resumes the copy of a source in this <paramref name="state"/>. Rows that were copied from another state are removed first.
    /// </summary>
    /// <exception cref="SettingException">The database has data that is not from a copy.</exception>
    public void Begin(GatewayDbContext context, IReadOnlyList<CopiedTable> tables, IReadOnlyList<CopiedTable> resumable, long state)
    {
        if (context.Find<Generation>(Generation.Copying) is not { } copying)
        {
            if (tables.Where(table => table.Name != GenerationConfiguration.Table).FirstOrDefault(table => Number(table.Count) > 0) is { } full)
                throw new SettingException(StorageSettings.PostgreSqlSetting, $"its database is not empty (table {full.Name}). Copy into a new database.");
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

    /// <summary>The highest copied key; empty if there are no rows.</summary>
    public IReadOnlyList<object> LastKey(CopiedTable table) => PostgreSqlCalls.Guard<IReadOnlyList<object>>(() =>
    {
        using var row = Command(table.SelectLastKey).ExecuteReader();
        var key = new object[row.FieldCount];
        if (!row.Read()) return [];
        row.GetValues(key);
        return key;
    });

    /// <summary>Reads a table's rows in the order of their key.</summary>
    public DbDataReader Read(CopiedTable table) => PostgreSqlCalls.Guard(() => Command(table.Select).ExecuteReader());

    /// <summary>Copies up to <paramref name="most"/> rows atomically. Returns the number of copied rows.</summary>
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

    /// <summary>Updates the planner's statistics of the big tables.</summary>
    public void Settle(IEnumerable<CopiedTable> tables) => connection.Clean(tables.Select(table => table.Name));

    /// <summary>Runs the last step in one durable transaction, which also removes the mark that prevents gateways from starting.</summary>
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
