using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using PartnerApi.Identity.Keys;
using PartnerApi.Identity.Validation;

namespace PartnerApi.Identity;

/// <summary>
/// Tokens verified under one set of keys, found again by their SHA-256: the token itself is kept nowhere. When one half is full, the older half is
/// forgotten.
/// </summary>
/// <param name="keys">The keys.</param>
/// <param name="capacity">How many tokens are held at most.</param>
internal sealed class VerifiedTokens(VerificationKeySet keys, int capacity)
{
    private readonly int halfCapacity = capacity / 2;
    private readonly Lock turning = new();
    private volatile Half recent = new();
    private volatile Half older = new();

    /// <summary>The keys that verified what is remembered.</summary>
    public VerificationKeySet Keys { get; } = keys;

    /// <summary>How many tokens are remembered.</summary>
    public int Count => recent.Tokens.Count + older.Tokens.Count;

    /// <summary>
    /// The verified token, or null when it is not known or its time is over; there is no skew here. A token of a clock that was ahead when the token was
    /// verified, and has gone back, is not found either.
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
        if (half.Tokens.TryAdd(hash, token) && Interlocked.Increment(ref half.Added) >= halfCapacity) Turn(half);
    }

    private void Turn(Half full)
    {
        lock (turning)
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

/// <summary>The SHA-256 of a token.</summary>
internal readonly record struct TokenHash
{
    private readonly ulong first;
    private readonly ulong second;
    private readonly ulong third;
    private readonly ulong fourth;

    private TokenHash(ReadOnlySpan<ulong> words) => (first, second, third, fourth) = (words[0], words[1], words[2], words[3]);

    /// <summary>Hashes a token of at most <see cref="CompactToken.MaxLength"/> characters, all ASCII; false for any other text.</summary>
    public static bool TryCompute(ReadOnlySpan<char> token, out TokenHash hash)
    {
        const int usual = 1024;
        hash = default;
        if (token.IsEmpty || token.Length > CompactToken.MaxLength) return false;

        var bytes = token.Length <= usual ? stackalloc byte[usual] : new byte[token.Length];
        if (Ascii.FromUtf16(token, bytes, out var written) != OperationStatus.Done) return false;
        Span<ulong> words = stackalloc ulong[SHA256.HashSizeInBytes / sizeof(ulong)];
        SHA256.HashData(bytes[..written], MemoryMarshal.AsBytes(words));
        hash = new TokenHash(words);
        return true;
    }

    /// <inheritdoc/>
    public override int GetHashCode() => (int)first;
}
