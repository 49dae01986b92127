using System.Buffers.Binary;
using PartnerApi.Cards;
using PartnerApi.Sealing;
using PartnerApi.Storage;

namespace PartnerApi.Registry.Bulk;

/// <summary>
/// A table of an import, and the layout of its rows in memory and in run files: the columns in sequence, each of fixed length, beginning with the tag that
/// orders the rows. The generation is the same for all rows and not included.
/// </summary>
internal sealed class RowLayout
{
    /// <summary>One row for each card.</summary>
    public static readonly RowLayout Cards = new(
        "Cards",
        ("Tag", CardReader.TagLength), ("Status", StatusBlob.Length), ("Facts", FactsBlob.Length), ("RecordKey", CardReader.RecordKeyLength));

    /// <summary>One row for each holder: the tag of the current card.</summary>
    public static readonly RowLayout CurrentCards = new("CurrentCards", ("HolderTag", CurrentCardBlob.TagLength), ("Sealed", CurrentCardBlob.Length));

    /// <summary>One row for each holder: the sealed record.</summary>
    public static readonly RowLayout HolderRecords = new("HolderRecords", ("RowId", RecordBlob.RowIdLength), ("Sealed", RecordBlob.Length));

    /// <summary>One row for each entry that leads from a person to a holder's record.</summary>
    public static readonly RowLayout PersonEntries = new(
        "PersonEntries", ("PersonTag", PersonTagLength), ("RowId", RecordBlob.RowIdLength), ("PersonKey", Aead.KeyLength + Aead.Overhead));

    /// <summary>Bytes of a person's tag.</summary>
    public const int PersonTagLength = 32;

    private readonly (string Name, int Offset, int Length)[] columns;

    private RowLayout(string table, params (string Name, int Length)[] columns)
    {
        Table = table;
        this.columns = new (string, int, int)[columns.Length];
        for (var index = 0; index < columns.Length; index++)
        {
            this.columns[index] = (columns[index].Name, Length, columns[index].Length);
            Length += columns[index].Length;
        }
    }

    /// <summary>All tables, in the order in which they are written.</summary>
    public static IReadOnlyList<RowLayout> All { get; } = [PersonEntries, HolderRecords, CurrentCards, Cards];

    public string Table { get; }

    /// <summary>The column that orders the rows: an HMAC, so its first bytes are uniformly distributed.</summary>
    public string Key => columns[0].Name;

    /// <summary>Bytes of a row.</summary>
    public int Length { get; }

    /// <summary>The number of columns, without the generation.</summary>
    public int Columns => columns.Length;

    /// <summary>The layout in the form that the database layer takes.</summary>
    public BulkRows Rows => new(Table, [.. columns.Select(column => (column.Name, column.Length))], "Generation");

    public Span<byte> Column(Span<byte> row, int index) => row.Slice(columns[index].Offset, columns[index].Length);

    /// <summary>The sort key: the first eight bytes of a row. Rows with equal keys may be in any order.</summary>
    public static ulong Order(ReadOnlySpan<byte> row) => BinaryPrimitives.ReadUInt64BigEndian(row);
}
