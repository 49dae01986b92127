using Npgsql;
using NpgsqlTypes;

namespace PartnerApi.Storage.PostgreSql;

/// <summary>
/// A connection that looks up keys: one round trip, one snapshot. Used by one statement at a time. It is not reused after a failure.
/// </summary>
internal sealed class PostgreSqlLookupConnection : IDisposable
{
    private static readonly NpgsqlTid FirstPlace = new(0, 1);

    private readonly NpgsqlConnection connection;
    private readonly NpgsqlBatch generations;
    private readonly Dictionary<KeyedQuery, Lookup> lookups = [];

    // Where the rows of the keys go, in the order of the keys.
    private readonly List<(KeyedRows Rows, int Index)> places = [];

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
        var batch = query is null ? generations : await FillAsync(query, together);
        await using var reader = await batch.ExecuteReaderAsync();
        var found = new SnapshotGenerations();
        while (await reader.ReadAsync()) found.Add(reader.GetString(0), reader.GetInt64(1));
        latest = found;
        if (query is null) return found;
        await reader.NextResultAsync();
        while (await reader.ReadAsync())
        {
            var (rows, index) = places[(int)reader.GetInt64(0) - 1];
            var row = rows.Take(index, reader.GetBoolean(1), reader.GetBytes(2, 0, null, 0, 0));
            if (row.Count > 0) reader.GetBytes(2, 0, row.Array, row.Offset, row.Count);
        }
        places.Clear();
        return found;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var lookup in lookups.Values) lookup.Batch.Dispose();
        generations.Dispose();
        connection.Dispose();
    }

    private async Task<NpgsqlBatch> FillAsync(KeyedQuery query, IReadOnlyList<PostgreSqlLookups.Waiting> together)
    {
        if (!lookups.TryGetValue(query, out var lookup)) lookup = lookups[query] = await PrepareAsync(query);

        // Imports, which raise generations, delete rows.
        if (lookup.PlaceAsOf is null || !lookup.PlaceAsOf.AreThoseOf(latest!)) await FindPlaceAsync(query, lookup);
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

    private async Task<Lookup> PrepareAsync(KeyedQuery query)
    {
        var keys = new NpgsqlParameter<List<byte[]>> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea, TypedValue = [] };
        var place = new NpgsqlParameter<NpgsqlTid> { NpgsqlDbType = NpgsqlDbType.Tid, TypedValue = FirstPlace };
        var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { new NpgsqlBatchCommand(SnapshotGenerations.Sql), new NpgsqlBatchCommand(query.Many) { Parameters = { keys, place } } },
        };
        await batch.PrepareAsync();
        return new Lookup(batch, keys, place);
    }

    private async Task FindPlaceAsync(KeyedQuery query, Lookup lookup)
    {
        latest ??= await FindAsync(null, []);
        lookup.PlaceAsOf = latest;
        await using var command = new NpgsqlCommand(query.PlaceOfAny, connection);
        lookup.Place.TypedValue = await command.ExecuteScalarAsync() is NpgsqlTid found ? found : FirstPlace;
    }

    /// <summary>A prepared query.</summary>
    /// <param name="batch">The statements for the generations and the rows.</param>
    /// <param name="keys">The parameter for the keys.</param>
    /// <param name="place">The parameter for the place of any row.</param>
    private sealed class Lookup(NpgsqlBatch batch, NpgsqlParameter<List<byte[]>> keys, NpgsqlParameter<NpgsqlTid> place)
    {
        public NpgsqlBatch Batch { get; } = batch;

        public NpgsqlParameter<List<byte[]>> Keys { get; } = keys;

        public NpgsqlParameter<NpgsqlTid> Place { get; } = place;

        /// <summary>The snapshot in which the place was found.</summary>
        public SnapshotGenerations? PlaceAsOf { get; set; }
    }
}
