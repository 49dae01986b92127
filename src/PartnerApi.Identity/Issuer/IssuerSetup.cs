using Microsoft.IdentityModel.Tokens;
using OpenIddict.EntityFrameworkCore.Models;
using PartnerApi.Identity.Attempts;
using PartnerApi.Identity.Keys;
using PartnerApi.Identity.SignIn;
using PartnerApi.Storage;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace PartnerApi.Identity.Issuer;

/// <summary>
/// The embedded issuer: OpenIddict, cut down to client credentials (by secret or <c>private_key_jwt</c>), people's sign-in by a code with PKCE
/// (<see cref="SignInSetup"/>), and signed access tokens (RFC 9068) of which nothing is stored.
/// </summary>
public static class IssuerSetup
{
    /// <summary>The realm of the issuer's challenges (RFC 7617).</summary>
    public const string Realm = "partner-api";

    /// <summary>Adds clients' credentials, for the issuer and for commands.</summary>
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

    /// <summary>Adds the issuer. Its keys are made when missing.</summary>
    public static void AddIssuer(this IHostApplicationBuilder builder, TokenSettings settings, IssuerKeys keys)
    {
        builder.Services.AddSingleton(AttemptSettings.Read(builder.Configuration));
        builder.Services.AddSingleton<ClientSecretThrottle>();
        builder.Services.AddSingleton<UsedAssertions>();
        builder.Services.AddSingleton<ActiveClients>();
        var openIddict = builder.Services.AddClientCredentials().AddServer(server =>
        {
            server.SetIssuer(settings.Issuer)
                .SetTokenEndpointUris(IssuerEndpoints.Token).SetConfigurationEndpointUris(IssuerEndpoints.Discovery, IssuerEndpoints.Metadata)
                .SetJsonWebKeySetEndpointUris(IssuerEndpoints.Keys);
            server.AllowClientCredentialsFlow().SetAccessTokenLifetime(TokenSettings.MaxLifetime);
            server.DisableAccessTokenEncryption().DisableTokenStorage().DisableAuthorizationStorage();

            // Scopes are the audience's, checked when the token is granted; every client may do the one thing there is to do.
            server.DisableScopeValidation().IgnoreScopePermissions().IgnoreEndpointPermissions().IgnoreGrantTypePermissions();

            server.AddSigningKey(keys.Signing).AddSigningKeys(keys.Retired).AddEncryptionKey(new SymmetricSecurityKey(keys.Encryption));
            server.AddEventHandler(AccessTokenGrant.Descriptor).AddEventHandler(OAuthResponses.Descriptor).AddEventHandler(DiscoveryResponse.Descriptor)
                .AddEventHandler(ClientAssertionRules.Descriptor).AddEventHandler(ClientAssertionTypes.Descriptor)
                .AddEventHandler(UnknownClientWork.Descriptor);

            // ClientAssertionRules checks what this does.
            server.RemoveEventHandler(ValidateClientAssertionWellknownClaims.Descriptor);

            // Checked by IssuerEndpoints, which knows proxies and loopback.
            server.UseAspNetCore().DisableTransportSecurityRequirement().SetRealm(Realm);
        });
        openIddict.AddSignIn();
    }
}
