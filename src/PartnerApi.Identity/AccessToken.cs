using System.Collections.Frozen;

namespace PartnerApi.Identity;

/// <summary>The claims of a verified access token. Whether the client has access is decided for every request, by its agreement.</summary>
/// <param name="ClientId">The OAuth client, from the claim <c>client_id</c> (RFC 9068) and no other.</param>
/// <param name="Scopes">The granted scopes; empty if the token has none.</param>
/// <param name="StartsAt">The time of issue, or the start of its validity if that is later.</param>
/// <param name="ExpiresAt">The token's expiry, to the second.</param>
public sealed record AccessToken(string ClientId, FrozenSet<string> Scopes, DateTimeOffset StartsAt, DateTimeOffset ExpiresAt);
