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
