using Npgsql;
using PartnerApi.Core;

namespace PartnerApi.Storage.PostgreSql;

/// <summary>
/// Where connections to PostgreSQL come from. What the gateway's promises rest on is set here whatever the operator's string says: commits are
/// durable, nobody waits for a lock or an answer longer than a few seconds, and no message has a row's values or the password.
/// </summary>
public sealed class PostgreSqlSources : IDisposable
{
    /// <summary>Milliseconds for which a statement waits for a lock.</summary>
    public const int LockMilliseconds = StorageSettings.BusySeconds * 1000;

    // Longer than the wait for a lock, so that it is the server that ends the wait, and the connection stays whole.
    private const int CommandSeconds = StorageSettings.BusySeconds + 1;

    /// <summary>Reads the operator's string.</summary>
    /// <exception cref="SettingException">It is none; the exception does not repeat it.</exception>
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
        Pooled = NpgsqlDataSource.Create(builder);
        builder.Pooling = false;
        Single = NpgsqlDataSource.Create(builder);
    }

    /// <summary>Connections for EF.</summary>
    public NpgsqlDataSource Pooled { get; }

    /// <summary>Connections that are closed when they are disposed, with the locks of their sessions.</summary>
    public NpgsqlDataSource Single { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Pooled.Dispose();
        Single.Dispose();
    }

    /// <summary>Checks the operator's string without connecting.</summary>
    /// <exception cref="SettingException">It is none; the exception does not repeat it.</exception>
    public static void Check(string connectionString) => Parse(connectionString);

    private static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString);
            if (!string.IsNullOrEmpty(builder.Host) && !string.IsNullOrEmpty(builder.Database)) return builder;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException or OverflowException)
        {
            // Its message may hold a part of the string.
        }
        throw new SettingException(StorageSettings.PostgreSqlSetting, "it is not a connection string such as 'Host=...;Database=...;Username=...'.");
    }
}
