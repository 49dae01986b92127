namespace PartnerApi.Tokens.Issuer;

/// <summary>
/// Client assertions that have been used, by the hash of client and <c>jti</c>, until they expire. It lives in this process's memory: after a
/// restart, or on another node, an assertion could be used once more within its five minutes.
/// </summary>
internal sealed class UsedAssertions(TimeProvider time, int capacity = UsedAssertions.Capacity)
{
    /// <summary>How many are remembered; while that many are alive, further ones are refused.</summary>
    public const int Capacity = 100_000;

    private readonly Dictionary<TokenHash, DateTimeOffset> expiries = new();
    private readonly Lock gate = new();

    /// <summary>True the first time; false when it was used before, or when there is no room to remember it.</summary>
    public bool TryUse(in TokenHash assertion, DateTimeOffset expiresAt)
    {
        lock (gate)
        {
            if (expiries.Count >= capacity) Sweep();
            return expiries.Count < capacity && expiries.TryAdd(assertion, expiresAt);
        }
    }

    private void Sweep()
    {
        var now = time.GetUtcNow();
        foreach (var (assertion, expiresAt) in expiries)
        {
            if (expiresAt <= now) expiries.Remove(assertion);
        }
    }
}
