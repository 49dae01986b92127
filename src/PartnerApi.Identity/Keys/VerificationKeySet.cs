using System.Collections.Frozen;
using Microsoft.IdentityModel.Tokens;

namespace PartnerApi.Identity.Keys;

/// <summary>A public key and the one algorithm it is used with: an RS256 key verifies no PS256 signature.</summary>
/// <param name="Id">The <c>kid</c>.</param>
/// <param name="Algorithm">An RFC 7518 name.</param>
/// <param name="Key">The public key.</param>
/// <param name="Thumbprint">RFC 7638, SHA-256, base64url; equal when the key is.</param>
public sealed record VerificationKey(string Id, string Algorithm, SecurityKey Key, string Thumbprint);

/// <summary>
/// The keys that verify tokens at a moment. Immutable: when keys change there is another object, and what was verified before counts no more.
/// </summary>
public sealed class VerificationKeySet(IEnumerable<VerificationKey> keys)
{
    private readonly FrozenDictionary<string, VerificationKey> byId = keys.ToFrozenDictionary(key => key.Id, StringComparer.Ordinal);

    /// <summary>No key: no token can be verified yet.</summary>
    public static VerificationKeySet Empty { get; } = new([]);

    /// <summary>True when there is no key.</summary>
    public bool IsEmpty => byId.Count == 0;

    /// <summary>The key of that id, or null.</summary>
    public VerificationKey? Find(string id) => byId.GetValueOrDefault(id);

    /// <summary>True when the other set holds the same keys under the same ids for the same algorithms.</summary>
    public bool Matches(VerificationKeySet other) =>
        byId.Count == other.byId.Count
        && byId.Values.All(key => other.Find(key.Id) is { } found && found.Thumbprint == key.Thumbprint && found.Algorithm == key.Algorithm);
}

/// <summary>Where verification keys come from: the embedded issuer's files or an external authority.</summary>
public interface IVerificationKeys
{
    /// <summary>The keys now. The same object until they change.</summary>
    VerificationKeySet Current { get; }

    /// <summary>A token named a key that is not there: perhaps the authority has a new one.</summary>
    void ReportUnknownKey();
}
