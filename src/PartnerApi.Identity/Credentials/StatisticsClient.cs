using System.Text.Json;
using OpenIddict.EntityFrameworkCore.Models;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace PartnerApi.Identity.Credentials;

/// <summary>
/// The only public OAuth client: the statistics pages, which run in browsers and so cannot keep a secret. It is created from the settings and not stored,
/// because its only redirect address depends on the issuer's address.
/// </summary>
internal static class StatisticsClient
{
    /// <summary>Its <c>client_id</c>. It requests tokens, but their <c>client_id</c> is the name of the account.</summary>
    public const string Id = "statistics-pages";

    /// <summary>The audience whose scopes it may request.</summary>
    public const string Audience = "analyst";

    /// <summary>The path of the pages, below the issuer's address. It is the redirect address for codes.</summary>
    public const string Path = "statistics/";

    /// <summary>The client in OpenIddict's form.</summary>
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
