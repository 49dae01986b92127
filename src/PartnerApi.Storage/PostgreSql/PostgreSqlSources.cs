using Npgsql;
using PartnerApi.Core;

namespace PartnerApi.Storage.PostgreSql;

/// <summary>
/// Creates connections to PostgreSQL. Overrides settings of the operator's connection string on which the gateway's guarantees depend: commits are
/// durable, locks and responses are awaited for a few seconds at most, and messages contain neither row values nor the password.
/// </summary>
public sealed class PostgreSqlSources : IDisposable
{
    /// <summary>The time in milliseconds for which a statement waits for a lock.</summary>
    public const int LockMilliseconds = StorageSettings.BusySeconds * 1000;

    // Longer than the lock timeout, so that the server ends the wait and the connection stays usable.
    private const int CommandSeconds = StorageSettings.BusySeconds + 1;

    // The statements that are sent together are one transaction, and have one snapshot. The plan is made once: a lookup by key always uses the index.
    private const string LookupOptions =
        @"-c default_transaction_isolation=repeatable\ read -c default_transaction_read_only=on -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off";

    /// <summary>Reads the operator's connection string.</summary>
    /// <exception cref="SettingException">The string is invalid. The message does not repeat it.</exception>
    public PostgreSqlSources(string connectionString)
    {
        var builder = Parse(connectionString);
        builder.Timeout = StorageSettings.BusySeconds;
        builder.CommandTimeout = CommandSeconds;
        builder.IncludeErrorDetail = false;
        builder.PersistSecurityInfo = false;
        builder.Multiplexing = false;
        builder.Enlist = false;
        builder.TcpKeepAlive = true;
        builder.ApplicationName ??= "partner-api";
        builder.Options = $"{builder.Options} -c synchronous_commit=on -c lock_timeout={LockMilliseconds}".TrimStart();
        builder.Pooling = true;
        Pooled = Create(builder);
        builder.Pooling = false;
        Single = Create(builder);
        builder.Options = $"{builder.Options} {LookupOptions}";
        Lookups = Create(builder);
    }

    /// <summary>Connections for EF, and for the checks of a start.</summary>
    public NpgsqlDataSource Pooled { get; }

    /// <summary>Unpooled connections. Disposing one closes it and releases its session's locks.</summary>
    public NpgsqlDataSource Single { get; }

    /// <summary>Unpooled connections for shared lookups: read-only, with one snapshot for the statements that are sent together.</summary>
    internal NpgsqlDataSource Lookups { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Pooled.Dispose();
        Single.Dispose();
        Lookups.Dispose();
    }

    /// <summary>Checks the operator's connection string without connecting.</summary>
    /// <exception cref="SettingException">The string is invalid. The message does not repeat it.</exception>
    public static void Check(string connectionString) => Parse(connectionString);

    // All columns and parameters have types that Npgsql knows. Reading the server's list of types would be the slowest statement of a start.
    private static NpgsqlDataSource Create(NpgsqlConnectionStringBuilder settings)
    {
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        return builder.Build();
    }

    private static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString);
            if (!string.IsNullOrEmpty(builder.Host) && !string.IsNullOrEmpty(builder.Database)) return builder;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException or OverflowException)
        {
            // The error's message may contain a part of the string.
        }
        throw new SettingException(StorageSettings.PostgreSqlSetting, "expected a connection string like 'Host=...;Database=...;Username=...'.");
    }
}
