using System.Collections.Frozen;

namespace PartnerApi.Identity;

/// <summary>What a verified access token says. Whether the client may ask now is the agreement's to decide, on every request.</summary>
/// <param name="ClientId">The OAuth client, from the claim <c>client_id</c> (RFC 9068) and no other.</param>
/// <param name="Scopes">The scopes granted; empty when the token has none.</param>
/// <param name="StartsAt">When it was issued, or from when it is valid if that is later.</param>
/// <param name="ExpiresAt">The end of the token's life, to the second.</param>
public sealed record AccessToken(string ClientId, FrozenSet<string> Scopes, DateTimeOffset StartsAt, DateTimeOffset ExpiresAt);
