using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;

namespace PartnerApi.Identity.Validation;

/// <summary>An access token's header and claims after all checks except that of the signature.</summary>
internal sealed record UnverifiedToken(string KeyId, string Algorithm, AccessToken Access);

/// <summary>
/// The rules for an access token (RFC 9068) that libraries do not check: types of members, limits of times, and exactly one client. Everything that a
/// rule does not allow is refused.
/// </summary>
internal static class AccessTokenRules
{
    private const string Type = "at+jwt";
    private const int MaxKeyIdLength = 128;
    private const int MaxNameLength = 200;
    private const int MaxScopes = 50;
    private const int MaxScopeLength = 4096;

    private static readonly char[] Visible = [.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code)];
    private static readonly SearchValues<char> VisibleAscii = SearchValues.Create(Visible);

    // RFC 6749, section 3.3.
    private static readonly SearchValues<char> ScopeCharacters = SearchValues.Create([.. Visible.Where(character => character is not ('"' or '\\'))]);

    /// <summary>Reads a token; null if it breaks a rule.</summary>
    public static UnverifiedToken? Read(CompactToken token, TokenSettings settings, DateTimeOffset now)
    {
        if (CompactToken.Text(token.Header, "typ", Type.Length) != Type) return null;
        if (CompactToken.Text(token.Header, "alg", MaxNameLength) is not { } algorithm || !settings.Algorithms.Contains(algorithm)) return null;
        if (VisibleText(token.Header, "kid", MaxKeyIdLength) is not { } keyId) return null;

        var claims = token.Payload;
        if (CompactToken.Text(claims, "iss", MaxNameLength) != settings.Issuer || !IsMeantFor(claims, settings.Audience)) return null;
        if (ReadClient(claims) is not { } client) return null;
        if (ReadLife(claims, now) is not var (startsAt, expiresAt)) return null;
        return ReadScopes(claims) is { } scopes ? new UnverifiedToken(keyId, algorithm, new AccessToken(client, scopes, startsAt, expiresAt)) : null;
    }

    /// <summary>Whether the token's audience is the gateway, alone or in a list of names.</summary>
    private static bool IsMeantFor(JsonElement claims, string audience)
    {
        if (!claims.TryGetProperty("aud", out var member)) return false;
        if (member.ValueKind != JsonValueKind.Array) return CompactToken.Text(claims, "aud", MaxNameLength) == audience;
        return member.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            && member.EnumerateArray().Any(item => item.ValueEquals(audience));
    }

    /// <summary>
    /// The client. If <c>sub</c> and <c>azp</c> are present, they must be equal to it: a token for a person, or one that a client obtained for another,
    /// is not a partner's token. A token bound to a key (<c>cnf</c>, RFC 7800) is refused, because its binding is not checked for bearer tokens.
    /// </summary>
    private static string? ReadClient(JsonElement claims)
    {
        var client = VisibleText(claims, "client_id", MaxNameLength);
        var isBound = claims.TryGetProperty("cnf", out _);
        return client is not null && !isBound && Repeats(claims, "sub", client) && Repeats(claims, "azp", client) ? client : null;
    }

    private static bool Repeats(JsonElement claims, string name, string client) =>
        !claims.TryGetProperty(name, out _) || CompactToken.Text(claims, name, MaxNameLength) == client;

    /// <summary>Start and expiry, if all times are whole seconds, the lifetime is not too long, and it includes the current time (with the skew).</summary>
    private static (DateTimeOffset Start, DateTimeOffset End)? ReadLife(JsonElement claims, DateTimeOffset now)
    {
        if (CompactToken.Seconds(claims, "exp") is not { } expires || CompactToken.Seconds(claims, "iat") is not { } issued) return null;
        var starts = issued;
        if (claims.TryGetProperty("nbf", out _))
        {
            if (CompactToken.Seconds(claims, "nbf") is not { } notBefore) return null;
            if (notBefore > starts) starts = notBefore;
        }
        var isShort = expires > issued && expires - issued <= TokenSettings.MaxLifetime;
        return isShort && starts <= now + TokenSettings.ClockSkew && now < expires + TokenSettings.ClockSkew ? (starts, expires) : null;
    }

    /// <summary>
    /// The scopes: none if the claim is absent, otherwise names separated by one space. <c>scp</c>, which some issuers use instead, is
    /// ignored; a token with both is refused.
    /// </summary>
    private static FrozenSet<string>? ReadScopes(JsonElement claims)
    {
        if (!claims.TryGetProperty("scope", out _)) return FrozenSet<string>.Empty;
        if (claims.TryGetProperty("scp", out _)) return null;
        if (CompactToken.Text(claims, "scope", MaxScopeLength) is not { } text) return null;

        var scopes = text.Split(' ');
        var isExact = scopes.Length <= MaxScopes && scopes.All(scope => scope.Length > 0 && !scope.AsSpan().ContainsAnyExcept(ScopeCharacters));
        return isExact ? scopes.ToFrozenSet(StringComparer.Ordinal) : null;
    }

    private static string? VisibleText(JsonElement parent, string name, int maxLength) =>
        CompactToken.Text(parent, name, maxLength) is { } text && !text.AsSpan().ContainsAnyExcept(VisibleAscii) ? text : null;
}
