using OpenIddict.EntityFrameworkCore.Models;
using PartnerApi.Http;
using PartnerApi.Identity.Attempts;
using PartnerApi.Identity.Credentials;
using PartnerApi.Identity.Issuer;
using PartnerApi.Identity.SignIn;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace PartnerApi.Identity.Setup;

/// <summary>Adds the sign-in of people to the embedded issuer: authorization codes with PKCE, and refresh tokens, only for the statistics pages.</summary>
internal static class SignInSetup
{
    public static void AddSignIn(this OpenIddictBuilder openIddict, IConfiguration configuration)
    {
        var services = openIddict.Services;
        services.AddSingleton<AccountPasswords>();
        services.AddSingleton<HashQueue>();
        services.AddSingleton<SignInEndpoint>();
        services.AddSingleton<UsedGrants>();
        services.AddSingleton(SessionSettings.Read(configuration));
        openIddict.AddCore(core => core.ReplaceApplicationManager<OpenIddictEntityFrameworkCoreApplication, IssuerApplications>());
        openIddict.AddServer(server =>
        {
            server.SetAuthorizationEndpointUris(IssuerEndpoints.Authorize).AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange()
                .SetAuthorizationCodeLifetime(UsedGrants.CodeLifetime).AllowRefreshTokenFlow();
            server.Configure(options =>
            {
                options.CodeChallengeMethods.Clear();
                options.CodeChallengeMethods.Add(CodeChallengeMethods.Sha256);

                // The pages use the fragment, which browsers do not send to servers; standard clients use the query. A code in a log is useless
                // without its verifier, and valid once within a minute (RFC 9700, sections 2.1.1 and 4.2).
                options.ResponseModes.Clear();
                options.ResponseModes.Add(ResponseModes.Fragment);
                options.ResponseModes.Add(ResponseModes.Query);
            });
            server.AddEventHandler(PersonGrant.Descriptor).AddEventHandler(SessionTokens.Descriptor).AddEventHandler(CodeScopes.Descriptor)
                .AddEventHandler(TokenNamesAccount.Descriptor).AddEventHandler(SignInRefusal.Descriptor);
            server.UseAspNetCore().EnableAuthorizationEndpointPassthrough();
        });
    }

    public static void MapSignIn(this IEndpointRouteBuilder app) =>
        app.MapMethods(IssuerEndpoints.Authorize, [HttpMethods.Get, HttpMethods.Post], app.ServiceProvider.GetRequiredService<SignInEndpoint>().HandleAsync)
            .ForIssuer(new EndpointRule("everyone; the sign-in page"));
}
