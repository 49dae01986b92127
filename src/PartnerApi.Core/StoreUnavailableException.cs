namespace PartnerApi.Core;

/// <summary>What is the matter with the database.</summary>
public enum StoreTrouble
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
public sealed class StoreUnavailableException(
    string problem, StoreTrouble trouble = StoreTrouble.Failed, Exception? cause = null, GatewayPart part = GatewayPart.Database)
    : Exception($"The {part.Name()} is not available: {problem}.", cause)
{
    /// <summary>The kind of trouble.</summary>
    public StoreTrouble Trouble { get; } = trouble;

    /// <summary>What is unavailable.</summary>
    public GatewayPart Part { get; } = part;

    /// <summary>The first failure of the store among an exception and its causes; null if none is one. EF and libraries above it wrap exceptions.</summary>
    /// <param name="error">The exception.</param>
    /// <param name="recognize">Returns the typed exception for a database provider's exception; null for any other.</param>
    public static StoreUnavailableException? Find(Exception? error, Func<Exception, StoreUnavailableException?> recognize)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if ((cause as StoreUnavailableException ?? recognize(cause)) is { } found) return found;
        }
        return null;
    }
}
