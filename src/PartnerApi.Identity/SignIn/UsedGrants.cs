using PartnerApi.Identity.Issuer;
using PartnerApi.Identity.Validation;

namespace PartnerApi.Identity.SignIn;

/// <summary>
/// The newest code or refresh token of each session, so that each is used once, and a second use of any ends the session (RFC 6749, section 4.1.2; RFC 9700,
/// section 4.14.2). Sessions are remembered in memory until they end. On another node, or after a restart, a session is not known: there, one of its unexpired
/// codes (with its verifier) or refresh tokens can be used once more, and its successors until the session ends.
/// </summary>
internal sealed partial class UsedGrants(TokenMemory memory, SessionSettings settings, TimeProvider time, ILogger<RememberedIds> logger)
{
    /// <summary>The lifetime of a code.</summary>
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(1);

    private readonly RememberedIds sessions = new("Sessions", memory, time, logger);

    /// <summary>True if a code or refresh token was not used, and none of its session was used twice. One from a clock that was ahead is refused.</summary>
    /// <param name="session">The session.</param>
    /// <param name="id">The id of the code or refresh token.</param>
    /// <param name="createdAt">When it was created.</param>
    /// <param name="nextId">The id of the refresh token that replaces it.</param>
    public bool TryUse(PersonSession session, string id, DateTimeOffset createdAt, string nextId)
    {
        if (createdAt > time.GetUtcNow() + TokenSettings.ClockSkew) return false;
        var share = new Share(session.Account, session.PasswordVersion);
        var outcome = sessions.Change(share, TokenHash.Of(session.Id), TokenHash.Of(id), TokenHash.Of(nextId), settings.EndOf(session));
        if (outcome == StateChange.Ended) LogSecondUse(logger, session.Account);
        return outcome == StateChange.Done;
    }

    // At most once for each session.
    [LoggerMessage(
        LogLevel.Warning, "A code or refresh token of {Account} was used twice, so its session has ended. Somebody may have copied it, or a response was lost. "
        + "See 'incidents' in the documentation.")]
    private static partial void LogSecondUse(ILogger logger, string account);
}
