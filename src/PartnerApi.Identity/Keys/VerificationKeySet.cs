using System.Collections.Frozen;
using Microsoft.IdentityModel.Tokens;

namespace PartnerApi.Identity.Keys;

/// <summary>A public key and its only algorithm: an RS256 key does not verify PS256 signatures.</summary>
/// <param name="Id">The <c>kid</c>.</param>
/// <param name="Algorithm">An RFC 7518 name.</param>
/// <param name="Key">An elliptic-curve or RSA public key.</param>
/// <param name="Thumbprint">The RFC 7638 thumbprint (SHA-256, base64url), equal for equal keys.</param>
public sealed record VerificationKey(string Id, string Algorithm, SecurityKey Key, string Thumbprint);

/// <summary>
/// The current keys for verifying tokens. Immutable: a change of keys creates another object, and results of earlier verifications are no longer valid.
/// </summary>
public sealed class VerificationKeySet(IEnumerable<VerificationKey> keys)
{
    private readonly FrozenDictionary<string, VerificationKey> byId = keys.ToFrozenDictionary(key => key.Id, StringComparer.Ordinal);

    /// <summary>A set without keys, with which no token is valid.</summary>
    public static VerificationKeySet Empty { get; } = new([]);

    /// <summary>True if there are no keys.</summary>
    public bool IsEmpty => byId.Count == 0;

    /// <summary>The key with that id, or null.</summary>
    public VerificationKey? Find(string id) => byId.GetValueOrDefault(id);

    /// <summary>True if the other set has the same keys with the same ids and algorithms.</summary>
    public bool Matches(VerificationKeySet other) =>
        byId.Count == other.byId.Count
        && byId.Values.All(key => other.Find(key.Id) is { } found && found.Thumbprint == key.Thumbprint && found.Algorithm == key.Algorithm);
}

/// <summary>A source of verification keys: the embedded issuer's files or an external authority.</summary>
public interface IVerificationKeys
{
    /// <summary>The current keys. The same object until they change.</summary>
    VerificationKeySet Current { get; }

    /// <summary>Reports a token with an unknown key id: the authority may have a new key.</summary>
    void ReportUnknownKey();
}
