using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Logging;
using PartnerApi.Core;
using PartnerApi.Identity.Issuer;
using PartnerApi.Identity.Keys;
using PartnerApi.Identity.Validation;

namespace PartnerApi.Identity.Setup;

/// <summary>Adds token validation to the host, and the embedded issuer if <c>Tokens:Authority</c> is not set.</summary>
public static class TokenSetup
{
    // If this is not set, WebApplication adds the authentication middleware for every request, and with it the issuer's matching of addresses.
    // TokenAuthenticator handles the tokens of API requests.
    private const string AuthenticationIsPlaced = "__AuthenticationMiddlewareSet";

    /// <summary>Adds <see cref="TokenAuthenticator"/> and its services. Missing keys of the embedded issuer are created in the data folder.</summary>
    /// <exception cref="Core.SettingException">A key file or a setting is invalid.</exception>
    public static IHostApplicationBuilder AddTokens(this IHostApplicationBuilder builder, TokenSettings settings)
    {
        // Off by default; set explicitly because either would write tokens to the log.
        IdentityModelEventSource.ShowPII = false;
        IdentityModelEventSource.LogCompleteSecurityArtifact = false;

        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddSingleton(TokenMemory.Read(builder.Configuration));
        services.AddSingleton<TokenAuthenticator>();
        services.AddSingleton<IReadinessCheck, TokenKeysCheck>();
        services.AddSingleton<IConfigureOptions<JwtBearerOptions>, BearerValidation>();
        services.AddAuthentication().AddJwtBearer();
        if (settings.IsExternal) AddAuthority(services);
        else AddEmbeddedIssuer(builder, settings);
        RemoveDataProtection(services);
        return builder;
    }

    /// <summary>Maps the embedded issuer's addresses, if there is one.</summary>
    public static void MapTokens(this WebApplication app)
    {
        ((IApplicationBuilder)app).Properties[AuthenticationIsPlaced] = true;
        var settings = app.Services.GetRequiredService<TokenSettings>();
        if (settings.IsExternal) return;
        app.MapIssuer(settings);
        app.MapIssuerAddresses();
        app.MapSignIn();
    }

    /// <summary>Authentication includes data protection, for cookies. The gateway has none, and data protection would write a key into the home folder.</summary>
    private static void RemoveDataProtection(IServiceCollection services)
    {
        var starters = services.Where(service => service.ImplementationType?.Name == "DataProtectionHostedService").ToList();
        foreach (var starter in starters) services.Remove(starter);
    }

    private static void AddAuthority(IServiceCollection services)
    {
        services.AddSingleton(RefreshThrottle.Default);
        services.AddSingleton<AuthorityClient>();
        services.AddSingleton<AuthorityKeys>();
        services.AddSingleton<IVerificationKeys>(provider => provider.GetRequiredService<AuthorityKeys>());
        services.AddHostedService(provider => provider.GetRequiredService<AuthorityKeys>());
    }

    private static void AddEmbeddedIssuer(IHostApplicationBuilder builder, TokenSettings settings)
    {
        var keys = IssuerKeys.Load(DataFolder.Resolve(null, builder.Configuration));
        builder.Services.AddSingleton(keys);
        builder.Services.AddSingleton<IVerificationKeys>(keys);
        builder.AddIssuer(settings, keys);
    }
}
