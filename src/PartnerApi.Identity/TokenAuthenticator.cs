using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Primitives;
using PartnerApi.Identity.Keys;
using PartnerApi.Identity.Validation;

namespace PartnerApi.Identity;

/// <summary>
/// Answers who is asking. A token is verified once: its strict form and claims first, then its signature and the same claims again by the
/// JWT bearer handler. What passed is remembered until the token expires or the keys change.
/// </summary>
public sealed class TokenAuthenticator(IVerificationKeys keys, TokenSettings settings, TokenMemory memory, TimeProvider time)
{
    private const string Scheme = "Bearer ";

    private volatile VerifiedTokens verified = new(keys.Current, memory.VerifiedTokens);

    /// <summary>False while no token can be verified: an external authority has not been reached yet.</summary>
    public bool KeysAvailable => !keys.Current.IsEmpty;

    /// <summary>
    /// The caller's token, or null when there is none that is valid; the reason is told to nobody. Only one
    /// <c>Authorization</c> header with the scheme <c>Bearer</c> counts: a token in a query, a form or a cookie is not looked at.
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

    /// <summary>What was verified under the current keys.</summary>
    private VerifiedTokens Remembered()
    {
        var remembered = verified;
        var current = keys.Current;
        return ReferenceEquals(remembered.Keys, current) ? remembered : verified = new VerifiedTokens(current, memory.VerifiedTokens);
    }

    /// <summary>What stands behind <c>Bearer</c> and one space; empty when there is not exactly one such header.</summary>
    private static ReadOnlySpan<char> BearerToken(in StringValues header) =>
        header.Count == 1 && header[0] is { } value && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? value.AsSpan(Scheme.Length)
            : [];
}
