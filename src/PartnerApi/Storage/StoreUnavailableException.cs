using PartnerApi.Contract;
using PartnerApi.Storage.PostgreSql;
using PartnerApi.Storage.Sqlite;

namespace PartnerApi.Storage;

/// <summary>What is the matter with the database.</summary>
internal enum StoreTrouble
{
    /// <summary>It is gone, damaged, or failed in a way that has no name of its own here.</summary>
    Failed,

    /// <summary>Others held it for too long.</summary>
    Busy,

    /// <summary>It may be read only, for now: a file's mode, or a standby.</summary>
    ReadOnly,

    /// <summary>The disk has no room.</summary>
    Full,

    /// <summary>The connection broke during a commit: whether the change was made is not known.</summary>
    OutcomeUnknown,
}

/// <summary>
/// The database, or another part whose loss is as temporary, cannot be read or written now: locked for too long, full, read-only, broken or gone.
/// Nothing was changed, unless the trouble is <see cref="StoreTrouble.OutcomeUnknown"/>. Worth a retry later; outside it is <c>UNAVAILABLE</c>. The
/// message names the kind of trouble, never a value.
/// </summary>
internal sealed class StoreUnavailableException(
    string problem, StoreTrouble trouble = StoreTrouble.Failed, Exception? cause = null, GatewayPart part = GatewayPart.Database)
    : Exception($"The {part.Name()} is not available: {problem}.", cause)
{
    /// <summary>The kind of trouble.</summary>
    public StoreTrouble Trouble { get; } = trouble;

    /// <summary>What is unavailable.</summary>
    public GatewayPart Part { get; } = part;

    /// <summary>
    /// The trouble with either database that <paramref name="error"/> is or was caused by; null when it is something else, such as a broken
    /// constraint. EF and libraries above it wrap what they get.
    /// </summary>
    public static StoreUnavailableException? Find(Exception? error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            var found = cause as StoreUnavailableException ?? SqliteTrouble.Find(cause) ?? PostgreSqlTrouble.Find(cause);
            if (found is not null) return found;
        }
        return null;
    }
}
