namespace PartnerApi.Storage.PostgreSql;

/// <summary>
/// The gateway's advisory locks. PostgreSQL identifies them by database and by these arbitrary numbers. Other programs on the same database must not use
/// them.
/// </summary>
internal static class PostgreSqlLocks
{
    /// <summary>Held by a short write transaction.</summary>
    public const long Writer = 0x50415049_00000001;

    /// <summary>The statement that waits for <see cref="Writer"/>, until the transaction ends.</summary>
    public static readonly string TakeWriter = $"SELECT pg_advisory_xact_lock({Writer})";

    /// <summary>Held by a session that prepares the database at startup.</summary>
    public const long Preparation = 0x50415049_00000002;

    /// <summary>Held by a session that imports or copies.</summary>
    public const long Import = 0x50415049_00000003;
}
