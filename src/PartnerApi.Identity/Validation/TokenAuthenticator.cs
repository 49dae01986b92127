using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Primitives;
using PartnerApi.Identity.Keys;

namespace PartnerApi.Identity.Validation;

/// <summary>
/// Authenticates callers. A token is verified once: first its strict format and its claims, then its signature and the same claims again by the
/// JWT bearer handler. Verified tokens are remembered until they expire or the keys change.
/// </summary>
public sealed class TokenAuthenticator(IVerificationKeys keys, TokenSettings settings, TokenMemory memory, TimeProvider time)
{
    private const string Scheme = "Bearer ";

    private volatile VerifiedTokens verified = new(keys.Current, memory.VerifiedTokens);

    /// <summary>False if no token can be verified, before the first fetch of an external authority's keys.</summary>
    public bool KeysAvailable => !keys.Current.IsEmpty;

    /// <summary>
    /// The caller's token, or null if there is no valid one; the reason is not disclosed. Only a single
    /// <c>Authorization</c> header with the scheme <c>Bearer</c> is accepted; tokens in a query, a form, or a cookie are ignored.
    /// </summary>
    public ValueTask<AccessToken?> AuthenticateAsync(HttpContext context)
    {
        var token = BearerToken(context.Request.Headers.Authorization);
        if (!TokenHash.TryCompute(token, out var hash)) return new((AccessToken?)null);

        var remembered = Remembered();
        return remembered.Find(hash, time.GetUtcNow()) is { } known ? new(known) : VerifyAsync(context, token.ToString(), hash, remembered);
    }

    private async ValueTask<AccessToken?> VerifyAsync(HttpContext context, string token, TokenHash hash, VerifiedTokens remembered)
    {
        using var compact = CompactToken.Read(token);
        if (compact is null || AccessTokenRules.Read(compact, settings, time.GetUtcNow()) is not { } unverified) return null;

        if (keys.Current.Find(unverified.KeyId) is not { } key)
        {
            keys.ReportUnknownKey();
            return null;
        }
        if (key.Algorithm != unverified.Algorithm) return null;

        var result = await context.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        if (!result.Succeeded) return null;

        remembered.Add(hash, unverified.Access);
        return unverified.Access;
    }

    /// <summary>The tokens verified with the current keys.</summary>
    private VerifiedTokens Remembered()
    {
        var remembered = verified;
        var current = keys.Current;
        return ReferenceEquals(remembered.Keys, current) ? remembered : verified = new VerifiedTokens(current, memory.VerifiedTokens);
    }

    /// <summary>The text after <c>Bearer</c> and one space; empty if there is not exactly one such header.</summary>
    private static ReadOnlySpan<char> BearerToken(in StringValues header) =>
        header.Count == 1 && header[0] is { } value && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? value.AsSpan(Scheme.Length)
            : [];
}

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

/// <summary>The SHA-256 of a token.</summary>
internal readonly record struct TokenHash
{
    private readonly ulong first;
    private readonly ulong second;
    private readonly ulong third;
    private readonly ulong fourth;

    private TokenHash(ReadOnlySpan<ulong> words) => (first, second, third, fourth) = (words[0], words[1], words[2], words[3]);

    /// <summary>Hashes a text that this program made: at most <see cref="CompactToken.MaxLength"/> characters, all ASCII.</summary>
    public static TokenHash Of(string text) => TryCompute(text, out var hash) ? hash : throw new ArgumentException("It is not a short ASCII text.", nameof(text));

    /// <summary>Hashes a token of at most <see cref="CompactToken.MaxLength"/> characters, all ASCII; false for other text.</summary>
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
