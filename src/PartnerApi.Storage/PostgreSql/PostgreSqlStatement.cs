using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace PartnerApi.Storage.PostgreSql;

/// <summary>
/// A command on one connection. It is prepared on the server at its first run, when the parameter types are known. Its rows are read all at once, so
/// that several statements of a connection can be active, as on SQLite.
/// </summary>
internal sealed class PostgreSqlStatement : Statement
{
    private readonly NpgsqlCommand command;
    private readonly Action<Exception> failed;
    private readonly List<object[]> rows = [];
    private bool prepared;
    private bool ran;
    private int row = -1;

    /// <summary>Creates a statement.</summary>
    /// <param name="connection">The connection on which the statement runs.</param>
    /// <param name="sql">The SQL text.</param>
    /// <param name="timeoutSeconds">The timeout; 0 for none, null for the connection's.</param>
    /// <param name="failed">Gets each failure before it is thrown.</param>
    public PostgreSqlStatement(NpgsqlConnection connection, string sql, Action<Exception> failed, int? timeoutSeconds = null)
    {
        command = new NpgsqlCommand(sql, connection);
        this.failed = failed;
        if (timeoutSeconds is { } seconds) command.CommandTimeout = seconds;
        if (!sql.Contains('$', StringComparison.Ordinal)) PostgreSqlCalls.Guard(Prepare, failed);
    }

    /// <inheritdoc/>
    public override Statement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        var bytes = Parameter<byte[]>(parameter, NpgsqlDbType.Bytea);
        if (bytes.TypedValue?.Length == value.Length) value.CopyTo(bytes.TypedValue);
        else bytes.TypedValue = value.ToArray();
        return this;
    }

    /// <inheritdoc/>
    public override Statement Bind(int parameter, long value)
    {
        Parameter<long>(parameter, NpgsqlDbType.Bigint).TypedValue = value;
        return this;
    }

    /// <inheritdoc/>
    public override Statement Bind(int parameter, string value)
    {
        Parameter<string>(parameter, NpgsqlDbType.Text).TypedValue = value;
        return this;
    }

    /// <inheritdoc/>
    public override bool Step()
    {
        if (!ran) PostgreSqlCalls.Guard(Execute, failed);
        return ++row < rows.Count;
    }

    /// <inheritdoc/>
    public override bool IsNull(int column) => rows[row][column] is DBNull;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Blob(int column) => rows[row][column] as byte[];

    /// <inheritdoc/>
    public override long Int64(int column) => rows[row][column] switch
    {
        long number => number,
        DBNull => 0,
        var other => Convert.ToInt64(other, CultureInfo.InvariantCulture),
    };

    /// <inheritdoc/>
    public override string Text(int column) => rows[row][column] as string ?? "";

    /// <inheritdoc/>
    public override DateOnly? Day(int column) => rows[row][column] switch
    {
        DBNull => null,
        DateOnly day => day,
        var other => DateOnly.FromDateTime((DateTime)other),
    };

    /// <inheritdoc/>
    public override void Reset()
    {
        rows.Clear();
        (row, ran) = (-1, false);
    }

    /// <inheritdoc/>
    public override void Dispose() => command.Dispose();

    private NpgsqlParameter<T> Parameter<T>(int parameter, NpgsqlDbType type)
    {
        while (command.Parameters.Count < parameter) command.Parameters.Add(new NpgsqlParameter());
        if (command.Parameters[parameter - 1] is NpgsqlParameter<T> known) return known;
        var made = new NpgsqlParameter<T> { NpgsqlDbType = type };
        command.Parameters[parameter - 1] = made;
        return made;
    }

    private void Prepare()
    {
        command.Prepare();
        prepared = true;
    }

    private void Execute()
    {
        if (!prepared) Prepare();
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var values = new object[reader.FieldCount];
            reader.GetValues(values);
            rows.Add(values);
        }
        ran = true;
    }
}
