using System.Collections.Concurrent;
using PartnerApi.Identity.Keys;

namespace PartnerApi.Identity.Validation;

/// <summary>
/// Tokens verified with one set of keys, by their SHA-256; the tokens themselves are not stored. If one half is full, the older half is
/// dropped.
/// </summary>
/// <param name="keys">The keys with which the tokens were verified. Other keys need another instance.</param>
/// <param name="capacity">The maximum number of tokens.</param>
internal sealed class VerifiedTokens(VerificationKeySet keys, int capacity)
{
    private readonly int halfCapacity = capacity / 2;
    private readonly Lock swapping = new();
    private volatile Half recent = new();
    private volatile Half older = new();

    /// <summary>The keys that verified the remembered tokens.</summary>
    public VerificationKeySet Keys { get; } = keys;

    public int Count => recent.Tokens.Count + older.Tokens.Count;

    /// <summary>
    /// The verified token, or null if it is unknown or expired, here without the skew. Null too for a token that was verified while the clock was ahead and
    /// that is not valid yet by the corrected clock.
    /// </summary>
    public AccessToken? Find(in TokenHash hash, DateTimeOffset now)
    {
        if (!recent.Tokens.TryGetValue(hash, out var token))
        {
            if (!older.Tokens.TryGetValue(hash, out token)) return null;
            Add(hash, token);
        }
        return now < token.ExpiresAt && token.StartsAt <= now + TokenSettings.ClockSkew ? token : null;
    }

    /// <summary>Remembers a token whose signature and claims have been verified.</summary>
    public void Add(in TokenHash hash, AccessToken token)
    {
        var half = recent;
        if (half.Tokens.TryAdd(hash, token) && Interlocked.Increment(ref half.Added) >= halfCapacity) Swap(half);
    }

    private void Swap(Half full)
    {
        lock (swapping)
        {
            if (recent != full) return;
            older = full;
            recent = new Half();
        }
    }

    private sealed class Half
    {
        public readonly ConcurrentDictionary<TokenHash, AccessToken> Tokens = new();
        public int Added;
    }
}
