using OpenIddict.EntityFrameworkCore.Models;
using PartnerApi.Http;
using PartnerApi.Identity.Attempts;
using PartnerApi.Identity.Issuer;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace PartnerApi.Identity.SignIn;

/// <summary>Lets people sign in at the embedded issuer: authorization code with PKCE, for the statistics pages only.</summary>
internal static class SignInSetup
{
    /// <summary>Adds it to the issuer.</summary>
    public static void AddSignIn(this OpenIddictBuilder openIddict)
    {
        var services = openIddict.Services;
        services.AddSingleton<AccountPasswords>();
        services.AddSingleton<HashQueue>();
        services.AddSingleton<SignInEndpoint>();
        services.AddSingleton<UsedCodes>();
        openIddict.AddCore(core => core.ReplaceApplicationManager<OpenIddictEntityFrameworkCoreApplication, IssuerApplications>());
        openIddict.AddServer(server =>
        {
            server.SetAuthorizationEndpointUris(IssuerEndpoints.Authorize).AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange()
                .SetAuthorizationCodeLifetime(UsedCodes.Lifetime);
            server.Configure(options =>
            {
                options.CodeChallengeMethods.Clear();
                options.CodeChallengeMethods.Add(CodeChallengeMethods.Sha256);

                // The pages ask for the fragment, which browsers send to nobody; standard clients read the query. A code in a log is of no use
                // without its verifier, and is good for one use within a minute (RFC 9700, sections 2.1.1 and 4.2).
                options.ResponseModes.Clear();
                options.ResponseModes.Add(ResponseModes.Fragment);
                options.ResponseModes.Add(ResponseModes.Query);
            });
            server.AddEventHandler(CodeGrant.Descriptor).AddEventHandler(CodeScopes.Descriptor).AddEventHandler(TokenNamesAccount.Descriptor)
                .AddEventHandler(SignInRefusal.Descriptor);
            server.UseAspNetCore().EnableAuthorizationEndpointPassthrough();
        });
    }

    /// <summary>Maps the page on which people sign in.</summary>
    public static void MapSignIn(this IEndpointRouteBuilder app) =>
        app.MapMethods(IssuerEndpoints.Authorize, [HttpMethods.Get, HttpMethods.Post], app.ServiceProvider.GetRequiredService<SignInEndpoint>().HandleAsync)
            .WithMetadata(new EndpointRule("everybody; the page on which people sign in"));
}
