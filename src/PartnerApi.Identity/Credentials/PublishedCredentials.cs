using System.Collections.Frozen;
using Microsoft.IdentityModel.Tokens;
using PartnerApi.Identity.Keys;

namespace PartnerApi.Identity.Credentials;

/// <summary>
/// Secrets and keys that are published, such as those of examples. Anyone can sign in with them, so <see cref="ClientRegistry"/> gives them to no client. A host
/// registers those that it knows.
/// </summary>
/// <param name="hashes">The stored hashes of the secrets and passwords.</param>
/// <param name="sets">JWK sets (RFC 7517) with the public halves of the keys.</param>
public sealed class PublishedCredentials(IEnumerable<string> hashes, IEnumerable<string> sets)
{
    private readonly FrozenSet<string> hashes = hashes.ToFrozenSet();

    // Thumbprints, because the same key can have another id or algorithm, or be one of several.
    private readonly FrozenSet<string> thumbprints = sets.SelectMany(ThumbprintsOf).ToFrozenSet();

    /// <summary>Whether any of a client's credentials is published. An expired key counts too.</summary>
    /// <param name="secretHash">The stored hash of its secret; null or empty if it has none, as for the others.</param>
    /// <param name="keys">The stored JWK set of its public keys.</param>
    /// <param name="passwordHash">The stored hash of its account's password.</param>
    public bool IncludeAny(string? secretHash, string? keys, string? passwordHash) =>
        (secretHash is not null && hashes.Contains(secretHash)) || (passwordHash is not null && hashes.Contains(passwordHash))
        || (!string.IsNullOrEmpty(keys) && ThumbprintsOf(keys).Any(thumbprints.Contains));

    internal bool Include(VerificationKey key) => thumbprints.Contains(key.Thumbprint);

    private static IEnumerable<string> ThumbprintsOf(string set) =>
        JsonWebKeySet.Create(set).Keys.Select(key => Base64UrlEncoder.Encode(key.ComputeJwkThumbprint()));
}
