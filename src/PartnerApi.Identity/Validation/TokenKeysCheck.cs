using PartnerApi.Core;

namespace PartnerApi.Identity.Validation;

/// <summary>Checks that there are keys for verifying tokens: those of an external authority may not have been fetched yet.</summary>
internal sealed class TokenKeysCheck(TokenAuthenticator tokens) : IReadinessCheck
{
    /// <inheritdoc/>
    public string Part => "token keys";

    /// <inheritdoc/>
    public ValueTask<Readiness> CheckAsync() => new(tokens.KeysAvailable ? Readiness.Ready : Readiness.Unavailable);
}
