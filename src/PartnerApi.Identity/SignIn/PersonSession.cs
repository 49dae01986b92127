using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace PartnerApi.Identity.SignIn;

/// <summary>
/// A person's session: a sign-in with a password, and the code and refresh tokens that follow from it. It is not stored. Each code and refresh token contains
/// it, encrypted and signed by the issuer; access tokens do not.
/// </summary>
/// <param name="Account">The name of the account.</param>
/// <param name="Id">A random id.</param>
/// <param name="SignedInAt">When the person signed in, in whole seconds.</param>
/// <param name="PasswordVersion">The version of the password at the sign-in.</param>
/// <param name="Exchanges">The number of codes and refresh tokens that were exchanged before.</param>
internal sealed record PersonSession(string Account, string Id, DateTimeOffset SignedInAt, string PasswordVersion, int Exchanges)
{
    // These two are names of OpenID Connect.
    private const string IdClaim = "sid";
    private const string SignedInAtClaim = Claims.AuthenticationTime;
    private const string PasswordClaim = "password_version";
    private const string ExchangesClaim = "exchanges";
    private const string GrantIdClaim = "grant_id";

    // A page exchanges a token every ten minutes, and when the gateway rejects one. More would only cost signatures.
    private const int ExchangesAtOnce = 100;
    private const int ExchangesPerMinute = 10;

    /// <summary>A new session.</summary>
    public static PersonSession Start(string account, string passwordVersion, DateTimeOffset now) => new(account, RandomId(), now, passwordVersion, 0);

    /// <summary>The session of a code or refresh token.</summary>
    public static PersonSession Of(ClaimsPrincipal grant) => new(
        Required(grant, Claims.Subject),
        Required(grant, IdClaim),
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(Required(grant, SignedInAtClaim), CultureInfo.InvariantCulture)),
        Required(grant, PasswordClaim),
        int.Parse(Required(grant, ExchangesClaim), CultureInfo.InvariantCulture));

    /// <summary>Whether the session may exchange another code or refresh token now: 100 in any case, and 10 for each minute since the sign-in.</summary>
    public bool MayExchange(DateTimeOffset now) => Exchanges < ExchangesAtOnce + (ExchangesPerMinute * (int)(now - SignedInAt).TotalMinutes);

    /// <summary>A new id of a code or refresh token.</summary>
    public static string NewGrantId() => RandomId();

    /// <summary>The id of a code or refresh token.</summary>
    public static string GrantIdOf(ClaimsPrincipal grant) => Required(grant, GrantIdClaim);

    /// <summary>Adds the session to the claims of a new code or refresh token, and its id.</summary>
    public void AddTo(ClaimsPrincipal grant, string grantId) =>
        grant.SetClaim(IdClaim, Id).SetClaim(SignedInAtClaim, SignedInAt.ToUnixTimeSeconds()).SetClaim(PasswordClaim, PasswordVersion).SetClaim(ExchangesClaim, Exchanges)
            .SetClaim(GrantIdClaim, grantId);

    private static string RandomId() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    private static string Required(ClaimsPrincipal grant, string claim) =>
        grant.GetClaim(claim) ?? throw new InvalidOperationException($"The code or refresh token has no {claim}.");
}
