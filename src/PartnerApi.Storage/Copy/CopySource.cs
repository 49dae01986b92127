using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using PartnerApi.Core;

namespace PartnerApi.Storage.Copy;

/// <summary>The SQLite side of a copy: a state of the file that no process changes until this is disposed.</summary>
internal sealed class CopySource : IDisposable
{
    private readonly SqliteConnection connection;

    /// <summary>Opens the file and takes the writers' lock.</summary>
    /// <exception cref="StoreUnavailableException">Another process is writing.</exception>
    public CopySource(StorageSettings settings)
    {
        connection = new SqliteConnection(settings.ConnectionString + ";Pooling=False");
        try
        {
            connection.Open();
            Command("BEGIN IMMEDIATE").ExecuteNonQuery();
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A number for the state of tables whose changes raise one of these generations, or one that is named after it with a hyphen.</summary>
    public long State(IReadOnlyCollection<string> generations)
    {
        var values = new StringBuilder();
        using var command = Command($"""SELECT "Name", "Value" FROM "{GenerationConfiguration.Table}" ORDER BY "Name" """);
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var name = rows.GetString(0);
            if (generations.Contains(name.Split('-')[0])) values.Append(name).Append('=').Append(rows.GetInt64(1)).Append('\n');
        }
        return BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(values.ToString())));
    }

    /// <summary>The number that a statement returns.</summary>
    public long Number(string sql) => (long)Command(sql).ExecuteScalar()!;

    /// <summary>Reads a table's rows in the order of their key, after the given key if it is not empty.</summary>
    public DbDataReader Read(CopiedTable table, IReadOnlyList<object> after)
    {
        var command = Command(after.Count == 0 ? table.Select : table.SelectAfter);
        for (var index = 0; index < after.Count; index++) command.Parameters.AddWithValue($"${index + 1}", after[index]);
        return command.ExecuteReader();
    }

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    private SqliteCommand Command(string sql) => new(sql, connection);
}
