using Npgsql;
using NpgsqlTypes;

namespace PartnerApi.Storage.PostgreSql;

/// <summary>
/// A connection that looks up keys: one round trip, one snapshot. Used by one statement at a time. It is not reused after a failure.
/// </summary>
internal sealed class PostgreSqlLookupConnection : IDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlBatch generations;
    private readonly Dictionary<KeyedQuery, (NpgsqlBatch Batch, NpgsqlParameter<List<byte[]>> Keys)> lookups = [];

    // Where the rows of the keys go, in the order of the keys.
    private readonly List<(KeyedRows Rows, int Index)> places = [];

    private PostgreSqlLookupConnection(NpgsqlConnection connection)
    {
        this.connection = connection;
        generations = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand(SnapshotGenerations.Sql) } };
    }

    /// <summary>Connects.</summary>
    public static async Task<PostgreSqlLookupConnection> OpenAsync(PostgreSqlSources sources)
    {
        var opened = new PostgreSqlLookupConnection(sources.Lookups.CreateConnection());
        try
        {
            await opened.connection.OpenAsync();
            await opened.generations.PrepareAsync();
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Looks up the keys of requests with the same query.</summary>
    /// <param name="query">The query; null to read only the generations.</param>
    /// <param name="together">The requests, whose keys get their rows.</param>
    public async Task<SnapshotGenerations> FindAsync(KeyedQuery? query, IReadOnlyList<PostgreSqlLookups.Waiting> together)
    {
        var batch = query is null ? generations : await FillAsync(query, together);
        await using var reader = await batch.ExecuteReaderAsync();
        var found = new SnapshotGenerations();
        while (await reader.ReadAsync()) found.Add(reader.GetString(0), reader.GetInt64(1));
        if (query is null) return found;
        await reader.NextResultAsync();
        while (await reader.ReadAsync())
        {
            var (rows, index) = places[(int)reader.GetInt64(0) - 1];
            var row = rows.Take(index, reader.GetBoolean(1), reader.GetBytes(2, 0, null, 0, 0));
            if (row.Count > 0) reader.GetBytes(2, 0, row.Array, row.Offset, row.Count);
        }
        return found;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (batch, _) in lookups.Values) batch.Dispose();
        generations.Dispose();
        connection.Dispose();
    }

    private async Task<NpgsqlBatch> FillAsync(KeyedQuery query, IReadOnlyList<PostgreSqlLookups.Waiting> together)
    {
        if (!lookups.TryGetValue(query, out var lookup)) lookup = lookups[query] = await PrepareAsync(query);
        var keys = lookup.Keys.TypedValue!;
        keys.Clear();
        places.Clear();
        foreach (var one in together)
        {
            for (var index = 0; index < one.Rows?.Count; index++)
            {
                keys.Add(one.Rows.Key(index).ToArray());
                places.Add((one.Rows, index));
            }
        }
        return lookup.Batch;
    }

    private async Task<(NpgsqlBatch Batch, NpgsqlParameter<List<byte[]>> Keys)> PrepareAsync(KeyedQuery query)
    {
        var parameter = new NpgsqlParameter<List<byte[]>> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea, TypedValue = [] };
        var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { new NpgsqlBatchCommand(SnapshotGenerations.Sql), new NpgsqlBatchCommand(query.Many) { Parameters = { parameter } } },
        };
        await batch.PrepareAsync();
        return (batch, parameter);
    }
}
