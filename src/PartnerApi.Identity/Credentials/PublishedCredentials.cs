using System.Collections.Frozen;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.EntityFrameworkCore.Models;
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

    /// <summary>Whether a client can sign in with a published secret or key. An expired key counts too.</summary>
    public bool Include(OpenIddictEntityFrameworkCoreApplication client) =>
        (client.ClientSecret is { } secret && hashes.Contains(secret)) || (client.JsonWebKeySet is { } set && ThumbprintsOf(set).Any(thumbprints.Contains));

    /// <summary>Whether the account has a published password.</summary>
    public bool Include(Account account) => hashes.Contains(account.PasswordHash);

    internal bool Include(VerificationKey key) => thumbprints.Contains(key.Thumbprint);

    private static IEnumerable<string> ThumbprintsOf(string set) =>
        JsonWebKeySet.Create(set).Keys.Select(key => Base64UrlEncoder.Encode(key.ComputeJwkThumbprint()));
}
