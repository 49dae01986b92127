using System.Collections.Frozen;
using Microsoft.IdentityModel.Tokens;
using PartnerApi.Identity.Keys;

namespace PartnerApi.Identity.Credentials;

/// <summary>
/// Keys whose private half is published, such as those of examples. Anyone can sign in with them, so <see cref="ClientRegistry"/> gives them to no client.
/// A host registers those that it knows.
/// </summary>
/// <param name="sets">JWK sets (RFC 7517) with the public halves.</param>
public sealed class PublishedKeys(params IEnumerable<string> sets)
{
    // Thumbprints, because the same key can come with another id or algorithm.
    private readonly FrozenSet<string> thumbprints =
        sets.SelectMany(set => JsonWebKeySet.Create(set).Keys).Select(key => Base64UrlEncoder.Encode(key.ComputeJwkThumbprint())).ToFrozenSet();

    internal bool Contain(VerificationKey key) => thumbprints.Contains(key.Thumbprint);
}
