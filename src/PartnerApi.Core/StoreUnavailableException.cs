namespace PartnerApi.Core;

/// <summary>The reason why the database is unavailable.</summary>
public enum StoreTrouble
{
    /// <summary>The database is missing or damaged, or failed for another reason.</summary>
    Failed,

    /// <summary>Others locked it for too long.</summary>
    Busy,

    /// <summary>It is read-only for now, because of a file's mode or because it is a standby.</summary>
    ReadOnly,

    /// <summary>The disk is full.</summary>
    Full,

    /// <summary>The connection broke during a commit, so it is unknown whether the change was committed.</summary>
    OutcomeUnknown,
}

/// <summary>
/// The database or another part is temporarily unavailable: locked for too long, full, read-only, broken, or missing. Nothing was changed, unless the
/// trouble is <see cref="StoreTrouble.OutcomeUnknown"/>. A later retry may succeed. Clients get the code <c>UNAVAILABLE</c>. The message names the kind of
/// trouble, and never a value.
/// </summary>
public sealed class StoreUnavailableException(
    string problem, StoreTrouble trouble = StoreTrouble.Failed, Exception? cause = null, GatewayPart part = GatewayPart.Database)
    : Exception($"The {part.Name()} is not available: {problem}.", cause)
{
    /// <summary>The kind of trouble.</summary>
    public StoreTrouble Trouble { get; } = trouble;

    /// <summary>The unavailable part.</summary>
    public GatewayPart Part { get; } = part;

    /// <summary>The first failure of the store among an exception and its causes; null if none is one. EF and libraries above it wrap exceptions.</summary>
    /// <param name="error">Any exception; null finds nothing.</param>
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
