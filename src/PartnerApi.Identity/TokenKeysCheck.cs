using PartnerApi.Core;

namespace PartnerApi.Identity;

/// <summary>Checks that there are keys to verify tokens with: those of an authority elsewhere may not have been fetched yet.</summary>
internal sealed class TokenKeysCheck(TokenAuthenticator tokens) : IReadinessCheck
{
    /// <inheritdoc/>
    public string Part => "token keys";

    /// <inheritdoc/>
    public ValueTask<Readiness> CheckAsync() => new(tokens.KeysAvailable ? Readiness.Ready : Readiness.Unavailable);
}
