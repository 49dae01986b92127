using Npgsql;
using NpgsqlTypes;

namespace PartnerApi.Storage.PostgreSql;

/// <summary>The parameters and results of a <see cref="KeyedQuery"/> on one connection. Used by one statement at a time.</summary>
internal sealed class PostgreSqlKeyedLookup(KeyedQuery query)
{
    private static readonly NpgsqlTid FirstPlace = new(0, 1);

    private readonly NpgsqlParameter<List<byte[]>> keys = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea, TypedValue = [] };
    private readonly NpgsqlParameter<NpgsqlTid> place = new() { NpgsqlDbType = NpgsqlDbType.Tid, TypedValue = FirstPlace };

    // Where the rows of the keys go, in the order of the keys.
    private readonly List<(KeyedRows Rows, int Index)> targets = [];

    private SnapshotGenerations? placeAsOf;

    /// <summary>The text of the statement.</summary>
    public string Sql => query.Many;

    /// <summary>Its parameters.</summary>
    public IReadOnlyList<NpgsqlParameter> Parameters => [keys, place];

    /// <summary>The statement whose result <see cref="SetPlace"/> needs.</summary>
    public string PlaceSql => query.PlaceOfAny;

    /// <summary>Whether the place must be found again. An import raises a generation and can delete the row.</summary>
    public bool NeedsPlace(SnapshotGenerations generations) => placeAsOf?.AreThoseOf(generations) is not true;

    /// <summary>Sets the place of the row that is read for keys without a row.</summary>
    /// <param name="found">The first value of <see cref="PlaceSql"/>; null if the table is empty.</param>
    /// <param name="generations">The generations as of which it was found.</param>
    public void SetPlace(object? found, SnapshotGenerations generations) =>
        (place.TypedValue, placeAsOf) = (found is NpgsqlTid any ? any : FirstPlace, generations.Copy());

    /// <summary>Sets the keys.</summary>
    public void SetKeys(params IEnumerable<KeyedRows> together)
    {
        keys.TypedValue!.Clear();
        targets.Clear();
        foreach (var rows in together)
        {
            for (var index = 0; index < rows.Count; index++)
            {
                keys.TypedValue.Add(rows.Key(index).ToArray());
                targets.Add((rows, index));
            }
        }
    }

    /// <summary>Takes the reader's current row as the row of its key.</summary>
    public void Take(NpgsqlDataReader reader)
    {
        var (rows, index) = targets[(int)reader.GetInt64(0) - 1];
        var row = rows.Take(index, reader.GetBoolean(1), reader.GetBytes(2, 0, null, 0, 0));
        if (row.Count > 0) reader.GetBytes(2, 0, row.Array, row.Offset, row.Count);
    }
}
