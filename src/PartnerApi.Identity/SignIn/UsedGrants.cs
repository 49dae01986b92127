using PartnerApi.Identity.Issuer;
using PartnerApi.Identity.Validation;

namespace PartnerApi.Identity.SignIn;

/// <summary>
/// The used codes and refresh tokens, by the id inside them, until they expire, and the sessions that a second use has ended (RFC 6749, section 4.1.2; RFC
/// 9700, section 4.14.2). Only the uses are stored, in memory. So a code or refresh token can be used once more on another node or after a restart, but only
/// before it expires, and a code only with its verifier.
/// </summary>
internal sealed class UsedGrants(TokenMemory memory, SessionSettings settings, TimeProvider time, ILogger<UsedAssertions> logger)
{
    /// <summary>The lifetime of a code.</summary>
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(1);

    private readonly UsedAssertions used = new(memory, time, logger);

    /// <summary>
    /// True for the first use in a session that has not ended; a second use ends the session. A code or refresh token from a clock that was ahead is refused,
    /// because its lifetime would be longer.
    /// </summary>
    /// <param name="session">The session of the code or refresh token.</param>
    /// <param name="id">Its id.</param>
    /// <param name="expiresAt">Its expiry.</param>
    /// <param name="lifetime">The lifetime of a new one.</param>
    public bool TryUse(PersonSession session, string id, DateTimeOffset expiresAt, TimeSpan lifetime)
    {
        if (expiresAt > time.GetUtcNow() + lifetime + TokenSettings.ClockSkew) return false;
        if (!TokenHash.TryCompute(id, out var grant) || !TokenHash.TryCompute(session.Id, out var whole)) return false;
        if (used.Contains(session.Account, whole)) return false;
        if (used.TryUse(session.Account, grant, expiresAt)) return true;
        used.TryUse(session.Account, whole, settings.EndOf(session));
        return false;
    }
}
