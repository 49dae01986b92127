using Npgsql;
using PartnerApi.Core;

namespace PartnerApi.Storage.PostgreSql;

/// <summary>What PostgreSQL's error codes (its manual, appendix A) and Npgsql's exceptions mean to the gateway.</summary>
public static class PostgreSqlTrouble
{
    // A row that is there already, a value that is not allowed, a text with a NUL: the caller's business, in SQLite a constraint.
    private const string DataException = "22", IntegrityViolation = "23";

    /// <summary>The exception for one of the provider's; null for a broken constraint, which is the caller's business, and for others' exceptions.</summary>
    public static StoreUnavailableException? Find(Exception error) => error switch
    {
        PostgresException refused when Class(refused) is DataException or IntegrityViolation => null,
        PostgresException refused => Of(refused),
        NpgsqlException { InnerException: TimeoutException } => new("it did not answer in time", StoreTrouble.Busy, error),
        NpgsqlException => new("it cannot be reached", cause: error),
        _ => null,
    };

    /// <summary>The same for what went wrong during a commit. A refusal is certain; a broken connection tells nothing.</summary>
    public static StoreUnavailableException? FindInCommit(Exception error) =>
        error is NpgsqlException and not PostgresException or PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown }
        ? new("the connection broke during a commit, and whether the change was made is not known", StoreTrouble.OutcomeUnknown, error)
        : Find(error);

    private static string Class(PostgresException error) => error.SqlState[..2];

    // The server's message can name objects and values; the code cannot.
    private static StoreUnavailableException Of(PostgresException error)
    {
        var (problem, trouble) = error.SqlState switch
        {
            PostgresErrorCodes.ReadOnlySqlTransaction => ("it is read-only", StoreTrouble.ReadOnly),
            PostgresErrorCodes.DiskFull => ("its disk is full", StoreTrouble.Full),
            PostgresErrorCodes.TooManyConnections => ("it has too many connections", StoreTrouble.Busy),
            PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
                => ("others hold a lock on it", StoreTrouble.Busy),
            PostgresErrorCodes.QueryCanceled => ("it did not answer in time", StoreTrouble.Busy),
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
                => ("it is starting or stopping", StoreTrouble.Failed),
            PostgresErrorCodes.InvalidCatalogName => ("there is no database of that name on the server", StoreTrouble.Failed),
            var code when code.StartsWith("28", StringComparison.Ordinal) => ("it refuses the gateway's user", StoreTrouble.Failed),
            var code => ($"it refused the operation (SQLSTATE {code})", StoreTrouble.Failed),
        };
        return new StoreUnavailableException(problem, trouble, error);
    }
}
