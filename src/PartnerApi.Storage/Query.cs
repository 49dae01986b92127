namespace PartnerApi.Storage;

/// <summary>
/// The text of a statement that read sessions run. Keep it in a static field: each connection prepares it once and finds it by its
/// <see cref="Ordinal"/>.
/// </summary>
public sealed class Query(string sql)
{
    private static int count;

    /// <summary>The SQL text.</summary>
    public string Sql { get; } = sql;

    /// <summary>The index in every connection's list of statements.</summary>
    public int Ordinal { get; } = Interlocked.Increment(ref count) - 1;
}
