using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using NpgsqlTypes;

namespace PartnerApi.Storage.Copy;

/// <summary>A table of the model, with the SQL to read its rows in the order of their key and to write them. It is the same in both databases.</summary>
internal sealed class CopiedTable
{
    private readonly Column[] columns;
    private readonly string[] keys;

    private CopiedTable(IEntityType entity)
    {
        Name = entity.GetTableName()!;
        columns = [.. entity.GetProperties().Select(property => new Column(property)).OrderBy(column => column.Name, StringComparer.Ordinal)];
        keys = [.. entity.FindPrimaryKey()!.Properties.Select(property => property.GetColumnName())];
        Generation = entity.FindAnnotation(GenerationTables.Annotation)?.Value as string;
        RefersToOthers = entity.GetForeignKeys().Any();
    }

    public string Name { get; }

    /// <summary>The generation under which rows are added and removed, but never changed; null for other tables.</summary>
    public string? Generation { get; }

    /// <summary>The type of each column, in the order in which rows are read.</summary>
    public IReadOnlyList<NpgsqlDbType> Types => [.. columns.Select(column => column.Type)];

    /// <summary>Counts the rows.</summary>
    public string Count => $"SELECT COUNT(*) FROM \"{Name}\"";

    /// <summary>Selects all rows in the order of their key's bytes, in both databases.</summary>
    public string Select => $"SELECT {Names} FROM \"{Name}\" ORDER BY {Key}";

    /// <summary>Selects the rows after the key $1, $2, and so on.</summary>
    public string SelectAfter =>
        $"SELECT {Names} FROM \"{Name}\" WHERE ({Key}) > ({string.Join(", ", keys.Select((_, index) => $"${index + 1}"))}) ORDER BY {Key}";

    /// <summary>Selects the highest key.</summary>
    public string SelectLastKey => $"SELECT {Key} FROM \"{Name}\" ORDER BY {string.Join(", ", keys.Select(key => $"\"{key}\" DESC"))} LIMIT 1";

    /// <summary>Copies rows in.</summary>
    public string CopyIn => $"COPY \"{Name}\" ({Names}) FROM STDIN (FORMAT BINARY)";

    private string Names => string.Join(", ", columns.Select(column => $"\"{column.Name}\""));

    private string Key => string.Join(", ", keys.Select(key => $"\"{key}\""));

    private bool RefersToOthers { get; }

    /// <summary>All tables of the model, with referenced tables first.</summary>
    public static IReadOnlyList<CopiedTable> Of(IModel model) =>
        [.. model.GetEntityTypes().Where(entity => entity.GetTableName() is not null).Select(entity => new CopiedTable(entity))
            .OrderBy(table => table.RefersToOthers).ThenBy(table => table.Name, StringComparer.Ordinal)];

    /// <summary>A value of the reader's current row, or null.</summary>
    public object? Value(DbDataReader row, int column)
    {
        if (row.IsDBNull(column)) return null;
        return columns[column].Type switch
        {
            NpgsqlDbType.Bytea => row.GetFieldValue<byte[]>(column),
            NpgsqlDbType.Bigint => row.GetInt64(column),
            NpgsqlDbType.Integer => row.GetInt32(column),
            NpgsqlDbType.Date => row.GetFieldValue<DateOnly>(column),
            _ => row.GetString(column),
        };
    }

    private sealed class Column(IProperty property)
    {
        public string Name { get; } = property.GetColumnName();

        public NpgsqlDbType Type { get; } = property.GetColumnType() switch
        {
            "text" => NpgsqlDbType.Text,
            "bytea" => NpgsqlDbType.Bytea,
            "bigint" => NpgsqlDbType.Bigint,
            "integer" => NpgsqlDbType.Integer,
            "date" => NpgsqlDbType.Date,
            var other => throw new InvalidOperationException($"{property.DeclaringType.Name}.{property.Name} has the type {other}, which the copy does not support."),
        };
    }
}
