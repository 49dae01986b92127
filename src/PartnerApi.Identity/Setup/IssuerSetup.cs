using Microsoft.IdentityModel.Tokens;
using OpenIddict.EntityFrameworkCore.Models;
using PartnerApi.Identity.Attempts;
using PartnerApi.Identity.Credentials;
using PartnerApi.Identity.Issuer;
using PartnerApi.Identity.Keys;
using PartnerApi.Storage;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace PartnerApi.Identity.Setup;

/// <summary>
/// The embedded issuer: OpenIddict, limited to client credentials (a secret or <c>private_key_jwt</c>), the sign-in of people with a code and PKCE
/// and refresh tokens (<see cref="SignInSetup"/>), and signed access tokens (RFC 9068). No token is stored.
/// </summary>
public static class IssuerSetup
{
    /// <summary>Adds the credentials of clients, for the issuer and for commands.</summary>
    public static OpenIddictBuilder AddClientCredentials(this IServiceCollection services)
    {
        services.AddScoped<ClientRegistry>();
        services.AddSingleton<AccountRegistry>();
        return services.AddOpenIddict().AddCore(core =>
        {
            core.UseEntityFrameworkCore().UseDbContext<GatewayDbContext>();
            core.ReplaceApplicationManager<OpenIddictEntityFrameworkCoreApplication, ClientApplications>();
        });
    }

    /// <summary>Adds the issuer's services. <c>MapIssuer</c> adds its endpoints.</summary>
    public static void AddIssuer(this IHostApplicationBuilder builder, TokenSettings settings, IssuerKeys keys)
    {
        builder.Services.AddSingleton(AttemptSettings.Read(builder.Configuration));
        builder.Services.AddSingleton<ClientSecretThrottle>();
        builder.Services.AddSingleton(provider => ActivatorUtilities.CreateInstance<RememberedIds>(provider, "Used assertions"));
        builder.Services.AddSingleton<ActiveClients>();
        var openIddict = builder.Services.AddClientCredentials().AddServer(server =>
        {
            server.SetIssuer(settings.Issuer)
                .SetTokenEndpointUris(IssuerEndpoints.Token).SetConfigurationEndpointUris(IssuerEndpoints.Discovery, IssuerEndpoints.Metadata)
                .SetJsonWebKeySetEndpointUris(IssuerEndpoints.Keys);
            server.AllowClientCredentialsFlow().SetAccessTokenLifetime(TokenSettings.MaxLifetime);
            server.DisableAccessTokenEncryption().DisableTokenStorage().DisableAuthorizationStorage();

            // Scopes come from the audience and are checked when the token is granted. A code or a refresh token names the only client that may use it.
            server.DisableScopeValidation().IgnoreScopePermissions().IgnoreEndpointPermissions().IgnoreGrantTypePermissions();

            server.AddSigningKey(keys.Signing).AddSigningKeys(keys.Retired).AddEncryptionKey(new SymmetricSecurityKey(keys.Encryption));
            server.AddEventHandler(AccessTokenGrant.Descriptor).AddEventHandler(OAuthResponses.Descriptor).AddEventHandler(DiscoveryResponse.Descriptor)
                .AddEventHandler(ClientAssertionRules.Descriptor).AddEventHandler(ClientAssertionTypes.Descriptor)
                .AddEventHandler(UnknownClientWork.Descriptor);

            // ClientAssertionRules does these checks.
            server.RemoveEventHandler(ValidateClientAssertionWellknownClaims.Descriptor);

            // IssuerEndpoints checks this, with regard to proxies and loopback.
            server.UseAspNetCore().DisableTransportSecurityRequirement().SetRealm(IssuerEndpoints.Realm);
        });
        openIddict.AddSignIn(builder.Configuration);
    }
}
