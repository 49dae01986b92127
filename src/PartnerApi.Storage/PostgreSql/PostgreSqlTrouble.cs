using Npgsql;
using PartnerApi.Core;

namespace PartnerApi.Storage.PostgreSql;

/// <summary>Maps PostgreSQL's error codes (its manual, appendix A) and Npgsql's exceptions.</summary>
public static class PostgreSqlTrouble
{
    // A duplicate row, an invalid value, or a text with a NUL concerns the caller, like a constraint in SQLite.
    private const string DataException = "22", IntegrityViolation = "23";

    /// <summary>Maps the provider's exception. Returns null for a constraint violation, which concerns the caller, and for other exceptions.</summary>
    public static StoreUnavailableException? Find(Exception error) => error switch
    {
        PostgresException refused when Class(refused) is DataException or IntegrityViolation => null,
        PostgresException refused => Of(refused),
        NpgsqlException { InnerException: TimeoutException } => new("it did not answer in time", StoreTrouble.Busy, error),
        NpgsqlException => new("it cannot be reached", cause: error),
        _ => null,
    };

    /// <summary>Maps an exception of a commit. An error response is definite; after a broken connection, the outcome is unknown.</summary>
    public static StoreUnavailableException? FindInCommit(Exception error) =>
        error is NpgsqlException and not PostgresException or PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown }
        ? new("the connection broke during a commit, and the outcome is unknown", StoreTrouble.OutcomeUnknown, error)
        : Find(error);

    private static string Class(PostgresException error) => error.SqlState[..2];

    // The server's message may contain names and values. The code cannot.
    private static StoreUnavailableException Of(PostgresException error)
    {
        var (problem, trouble) = error.SqlState switch
        {
            PostgresErrorCodes.ReadOnlySqlTransaction => ("it is read-only", StoreTrouble.ReadOnly),
            PostgresErrorCodes.DiskFull => ("its disk is full", StoreTrouble.Full),
            PostgresErrorCodes.TooManyConnections => ("it has too many connections", StoreTrouble.Busy),
            PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
                => ("others have locked it", StoreTrouble.Busy),
            PostgresErrorCodes.QueryCanceled => ("it did not answer in time", StoreTrouble.Busy),
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
                => ("it is starting or stopping", StoreTrouble.Failed),
            PostgresErrorCodes.InvalidCatalogName => ("the server has no database of that name", StoreTrouble.Failed),
            var code when code.StartsWith("28", StringComparison.Ordinal) => ("it rejects the gateway's user", StoreTrouble.Failed),
            var code => ($"it rejected the operation (SQLSTATE {code})", StoreTrouble.Failed),
        };
        return new StoreUnavailableException(problem, trouble, error);
    }
}
