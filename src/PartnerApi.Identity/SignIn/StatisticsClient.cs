using System.Text.Json;
using OpenIddict.EntityFrameworkCore.Models;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace PartnerApi.Identity.SignIn;

/// <summary>
/// The one public OAuth client: the statistics pages, which run in browsers and so can keep no secret. It is made of the settings and not stored,
/// because its only redirect address follows the issuer's.
/// </summary>
internal static class StatisticsClient
{
    /// <summary>Its <c>client_id</c>. It asks for tokens and never answers for one: a token says the account's name.</summary>
    public const string Id = "statistics-pages";

    /// <summary>The audience whose scopes it may ask for.</summary>
    public const string Audience = "analyst";

    /// <summary>Where the pages are, below the issuer's address; people come back there with a code.</summary>
    public const string Path = "statistics/";

    /// <summary>As OpenIddict reads a client.</summary>
    public static OpenIddictEntityFrameworkCoreApplication At(string issuer) => new()
    {
        Id = Id,
        ClientId = Id,
        ClientType = ClientTypes.Public,
        RedirectUris = JsonSerializer.Serialize<string[]>([issuer + Path]),
        Permissions = JsonSerializer.Serialize<string[]>([Permissions.ResponseTypes.Code]),
        Requirements = JsonSerializer.Serialize<string[]>([Requirements.Features.ProofKeyForCodeExchange]),
    };
}
