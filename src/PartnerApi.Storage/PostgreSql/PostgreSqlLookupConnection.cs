using Npgsql;

namespace PartnerApi.Storage.PostgreSql;

/// <summary>
/// A connection that looks up keys: one round trip, one snapshot. Used by one statement at a time. It is not reused after a failure.
/// </summary>
internal sealed class PostgreSqlLookupConnection : IDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlBatch generations;
    private readonly Dictionary<KeyedQuery, (PostgreSqlKeyedLookup Lookup, NpgsqlBatch Batch)> lookups = [];

    private SnapshotGenerations? latest;

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

    /// <summary>Looks up the keys of requests.</summary>
    /// <param name="query">The query for their keys; null if no request has keys.</param>
    /// <param name="together">The requests, whose keys get their rows.</param>
    public async Task<SnapshotGenerations> FindAsync(KeyedQuery? query, IReadOnlyList<PostgreSqlLookups.Waiting> together)
    {
        if (query is null) return await ReadGenerationsAsync();
        var (lookup, batch) = lookups.TryGetValue(query, out var known) ? known : lookups[query] = await PrepareAsync(query);
        latest ??= await ReadGenerationsAsync();
        if (lookup.NeedsPlace(latest))
        {
            await using var any = new NpgsqlCommand(lookup.PlaceSql, connection);
            lookup.SetPlace(await any.ExecuteScalarAsync(), latest);
        }
        lookup.SetKeys(together.Select(one => one.Rows).OfType<KeyedRows>());
        await using var reader = await batch.ExecuteReaderAsync();
        latest = await ReadGenerationsAsync(reader);
        await reader.NextResultAsync();
        while (await reader.ReadAsync()) lookup.Take(reader);
        return latest;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, batch) in lookups.Values) batch.Dispose();
        generations.Dispose();
        connection.Dispose();
    }

    private async Task<(PostgreSqlKeyedLookup Lookup, NpgsqlBatch Batch)> PrepareAsync(KeyedQuery query)
    {
        var lookup = new PostgreSqlKeyedLookup(query);
        var command = new NpgsqlBatchCommand(lookup.Sql);
        foreach (var parameter in lookup.Parameters) command.Parameters.Add(parameter);
        var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand(SnapshotGenerations.Sql), command } };
        await batch.PrepareAsync();
        return (lookup, batch);
    }

    private async Task<SnapshotGenerations> ReadGenerationsAsync()
    {
        await using var reader = await generations.ExecuteReaderAsync();
        return latest = await ReadGenerationsAsync(reader);
    }

    private static async Task<SnapshotGenerations> ReadGenerationsAsync(NpgsqlDataReader reader)
    {
        var found = new SnapshotGenerations();
        while (await reader.ReadAsync()) found.Add(reader.GetString(0), reader.GetInt64(1));
        return found;
    }
}
