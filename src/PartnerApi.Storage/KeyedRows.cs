namespace PartnerApi.Storage;

/// <summary>
/// Looks up the visible row of each of many keys, in a table with generations (<see cref="GenerationTables"/>). Keep it in a static field. PostgreSQL runs
/// it once for the keys of all requests that wait at the same moment (<see cref="ReadSession.FindAsync"/>).
/// </summary>
public sealed class KeyedQuery
{
    private readonly (int Start, int Length)[] places;

    /// <summary>Declares a lookup.</summary>
    /// <param name="table">The table. Its primary key is the key column and the generation.</param>
    /// <param name="key">The key column and the length of its values in bytes.</param>
    /// <param name="generation">The name of the table's generation.</param>
    /// <param name="columns">The columns to read, and the length of their values in bytes.</param>
    public KeyedQuery(string table, (string Name, int Length) key, string generation, params (string Name, int Length)[] columns)
    {
        (KeyLength, Generation) = (key.Length, generation);
        places = new (int, int)[columns.Length];
        for (var column = 0; column < columns.Length; column++)
        {
            places[column] = (RowLength, columns[column].Length);
            RowLength += columns[column].Length;
        }
        var names = columns.Select(column => $"\"{column.Name}\"").ToList();
        One = new Query(Select(string.Join(", ", names), "$1", "$2"));

        // The subquery for the generation runs once. If a key has no row, the statement reads the row at the place $2 instead, so that it takes the same time,
        // and returns zeros if that row does not exist either.
        var joined = $"{string.Join(" || ", names)} AS \"Row\"";
        var visible = $"(SELECT \"Value\" FROM \"{GenerationConfiguration.Table}\" WHERE \"Name\" = '{generation}')";
        Many = $"""
            SELECT k."Place", coalesce(r."IsFound", FALSE), coalesce(r."Row", '\x{new string('0', 2 * RowLength)}')
            FROM unnest($1) WITH ORDINALITY AS k("Key", "Place")
            LEFT JOIN LATERAL (
                ({Select($"TRUE AS \"IsFound\", {joined}", "k.\"Key\"", visible)}) UNION ALL (SELECT FALSE, {joined} FROM "{table}" WHERE ctid = $2) LIMIT 1
            ) AS r ON TRUE
            """;

        // The newest row of a key is the last that an import deletes.
        PlaceOfAny = $"SELECT ctid FROM \"{table}\" ORDER BY \"{key.Name}\" DESC, \"Generation\" DESC LIMIT 1";

        string Select(string selected, string equalTo, string atMost) =>
            $"""SELECT {selected} FROM "{table}" WHERE "{key.Name}" = {equalTo} AND "Generation" <= {atMost} ORDER BY "Generation" DESC LIMIT 1""";
    }

    /// <summary>The name of the table's generation.</summary>
    public string Generation { get; }

    /// <summary>The length of a key in bytes.</summary>
    public int KeyLength { get; }

    /// <summary>The length of a row in bytes: the sum of its columns.</summary>
    public int RowLength { get; }

    /// <summary>The statement for the key $1 at the generation $2. Its columns are those of the declaration.</summary>
    public Query One { get; }

    /// <summary>
    /// The statement on PostgreSQL for the keys in the array $1, and the place (ctid) $2 of any row. Its rows are a place in the array, from 1, whether the key
    /// has a row, and the row's joined columns.
    /// </summary>
    internal string Many { get; }

    /// <summary>The statement on PostgreSQL for the place of any row.</summary>
    internal string PlaceOfAny { get; }

    /// <summary>The place of a column in a row.</summary>
    internal (int Start, int Length) Place(int column) => places[column];

    /// <summary>Copies the current row of <see cref="One"/>. Returns false if a column does not have its length.</summary>
    internal bool TryCopy(Statement statement, Span<byte> row)
    {
        for (var column = 0; column < places.Length; column++)
        {
            var value = statement.Blob(column);
            if (value.Length != places[column].Length) return false;
            value.CopyTo(row[places[column].Start..]);
        }
        return true;
    }
}

/// <summary>Keys to look up, and the rows that were found, in one array. Not safe for concurrent use.</summary>
public sealed class KeyedRows
{
    private const byte Missing = 0;
    private const byte Found = 1;
    private const byte Damaged = 2;

    private readonly int stride;

    // For each key: the key, the state of its row, and the row.
    private readonly byte[] bytes;

    /// <summary>Creates empty keys. Fill each of them before the lookup.</summary>
    public KeyedRows(KeyedQuery query, int count)
    {
        (Query, Count) = (query, count);
        stride = query.KeyLength + 1 + query.RowLength;
        bytes = new byte[count * stride];
    }

    /// <summary>The lookup.</summary>
    public KeyedQuery Query { get; }

    /// <summary>The number of keys.</summary>
    public int Count { get; }

    /// <summary>A key.</summary>
    public Span<byte> Key(int index) => bytes.AsSpan(index * stride, Query.KeyLength);

    /// <summary>Whether the key has a row.</summary>
    public bool Exists(int index) => State(index) != Missing;

    /// <summary>A column of the key's row. Empty if the key has no row, or if the column does not have the declared length.</summary>
    public ReadOnlySpan<byte> Column(int index, int column)
    {
        var (start, length) = Query.Place(column);
        return State(index) == Found ? Row(index).Slice(start, length) : [];
    }

    /// <summary>Takes the current row of <see cref="KeyedQuery.One"/> as the key's row.</summary>
    internal void Take(int index, Statement statement) => State(index) = Query.TryCopy(statement, Row(index)) ? Found : Damaged;

    /// <summary>The space for the key's row, of which the caller will fill this many bytes; empty if that is not the length of a row.</summary>
    internal ArraySegment<byte> Take(int index, bool exists, long length)
    {
        State(index) = !exists ? Missing : length == Query.RowLength ? Found : Damaged;
        return length == Query.RowLength ? new ArraySegment<byte>(bytes, RowAt(index), Query.RowLength) : default;
    }

    private ref byte State(int index) => ref bytes[(index * stride) + Query.KeyLength];

    private int RowAt(int index) => (index * stride) + Query.KeyLength + 1;

    private Span<byte> Row(int index) => bytes.AsSpan(RowAt(index), Query.RowLength);
}
