using PartnerApi.Identity.Issuer;
using PartnerApi.Identity.Validation;

namespace PartnerApi.Identity.SignIn;

/// <summary>
/// The exchanged codes, by the id inside them, until they expire. A code is encrypted and contains all its data, so that only its use is stored. Like a client
/// assertion, a code can be used once more on another node or after a restart, but only within its minute and with its verifier.
/// </summary>
internal sealed class UsedCodes(TokenMemory memory, TimeProvider time, ILogger<UsedAssertions> logger)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    /// <summary>The claim with a code's id. Tokens do not have it.</summary>
    public const string IdClaim = "code_id";

    private readonly UsedAssertions used = new(memory, time, logger);
    private readonly TimeProvider clock = time;

    /// <summary>True for the first use. A code from a clock that was ahead is refused, because its lifetime would be longer.</summary>
    public bool TryUse(string account, string? id, DateTimeOffset expiresAt) =>
        expiresAt <= clock.GetUtcNow() + Lifetime + TokenSettings.ClockSkew && TokenHash.TryCompute(id, out var hash) && used.TryUse(account, hash, expiresAt);
}
