using PartnerApi.Identity.Issuer;

namespace PartnerApi.Identity.SignIn;

/// <summary>
/// Codes that have been exchanged, by the id inside them, until they expire. A code is sealed and carries all there is to know, so nothing of it is
/// stored before; what is left to remember is its use, and that is short. Like client assertions, a code could be used once more on another node or
/// after a restart, within its minute and only by who has its verifier.
/// </summary>
internal sealed class UsedCodes(TokenMemory memory, TimeProvider time, ILogger<UsedAssertions> logger)
{
    /// <summary>How long a code can be exchanged.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    /// <summary>The claim in a code that holds its id. It never gets into a token.</summary>
    public const string IdClaim = "code_id";

    private readonly UsedAssertions used = new(memory, time, logger);
    private readonly TimeProvider clock = time;

    /// <summary>True the first time. A code of a clock that was ahead is not taken: it would be alive for as long as that.</summary>
    public bool TryUse(string account, string? id, DateTimeOffset expiresAt) =>
        expiresAt <= clock.GetUtcNow() + Lifetime + TokenSettings.ClockSkew && TokenHash.TryCompute(id, out var hash) && used.TryUse(account, hash, expiresAt);
}
